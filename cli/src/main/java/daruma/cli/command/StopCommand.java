package daruma.cli.command;

import daruma.cli.syntax.Options;
import daruma.cli.syntax.Syntax;
import daruma.control.Request;

/** Stops apps and keeps their declaration. */
final class StopCommand implements Command {
    @Override
    public Syntax syntax() {
        return Syntax.of("stop", "Stops apps and keeps their declaration; daruma start NAME brings them back.")
                .operands("APP...", 1, 1_000)
                .example("daruma stop web", "asks it to stop, kills what is left after its grace period")
                .example("daruma stop web/0 worker", "one instance, and another app")
                .example("daruma stop all", "everything")
                .group("Result", Options.NO_WAIT, Options.TIMEOUT, Options.DRY_RUN, Options.OUTPUT, Options.QUIET)
                .build();
    }

    @Override
    public int run(Run run) {
        var selectors = run.given().operands();
        try (var client = run.daemon()) {
            if (run.given().has(Options.DRY_RUN)) {
                return DryRun.tell(run, client, "stop", selectors);
            }
            var waits = !run.given().has(Options.NO_WAIT);
            return new Action(run, Action.Aim.STOPPED, waits).perform(client, new Request.Stop(selectors, waits));
        }
    }
}
