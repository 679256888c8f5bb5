/** Answers of the daemon as tables, as text, as JSON and as YAML. The JSON is stable; the tables are not. */
@NullMarked
package daruma.cli.render;

import org.jspecify.annotations.NullMarked;
