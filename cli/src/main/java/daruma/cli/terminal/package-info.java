/** What is on the other side: colour or not, width, how people like to read ages and sizes, and tables that fit. */
@NullMarked
package daruma.cli.terminal;

import org.jspecify.annotations.NullMarked;
