package daruma.cli.command;

import daruma.cli.syntax.Options;
import daruma.cli.syntax.Syntax;
import daruma.control.Request;

/** Sets restart counts to zero. */
final class ResetCommand implements Command {
    @Override
    public Syntax syntax() {
        return Syntax.of("reset", "Sets restart counts to zero, and forgets what made a crash loop of it.")
                .operands("APP...", 1, 1_000)
                .example("daruma reset web", "its restarts count from zero again")
                .group("Result", Options.OUTPUT, Options.QUIET)
                .build();
    }

    @Override
    public int run(Run run) {
        try (var client = run.daemon()) {
            return new Action(run, Action.Aim.RESET, true)
                    .perform(client, new Request.Reset(run.given().operands()));
        }
    }
}
