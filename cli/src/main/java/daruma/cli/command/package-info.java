/** One class per command. {@link daruma.cli.command.Commands} is the table of all; only the one that was asked for is loaded. */
@NullMarked
package daruma.cli.command;

import org.jspecify.annotations.NullMarked;
