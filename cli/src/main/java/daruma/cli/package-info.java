/**
 * The command line: reads what was typed, asks the daemon, renders the answer.
 *
 * <p>Start reading at {@link daruma.cli.Main}, then {@link daruma.cli.command.Commands}, the table of all commands. Rules
 * that hold for all of them: data goes to stdout, talk to stderr; colour only on a terminal; only {@code start},
 * {@code resurrect} and {@code ping --start} ever start a daemon; each failure is one message that says what, why and what
 * next, with a documented exit code. It sees the protocol, and nothing of the daemon.
 */
@NullMarked
package daruma.cli;

import org.jspecify.annotations.NullMarked;
