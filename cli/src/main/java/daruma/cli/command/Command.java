package daruma.cli.command;

import daruma.cli.syntax.Syntax;

/** One command: what may be typed, and what it does. */
interface Command {
    Syntax syntax();

    /**
     * Does it.
     *
     * @return the exit status
     * @throws daruma.cli.terminal.Failure if it cannot be done
     */
    int run(Run run);
}
