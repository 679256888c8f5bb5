/** What may be typed: options and operands of each command, declared once; the parser, the help text and the completion come from it. */
@NullMarked
package daruma.cli.syntax;

import org.jspecify.annotations.NullMarked;
