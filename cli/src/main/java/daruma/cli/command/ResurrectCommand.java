package daruma.cli.command;

import daruma.cli.syntax.Options;
import daruma.cli.syntax.Syntax;
import daruma.control.Request;

/** Brings back the daemon and the remembered set of apps. */
final class ResurrectCommand implements Command {
    @Override
    public Syntax syntax() {
        return Syntax.of("resurrect", "Brings back the daemon, and the apps of the last daruma save.")
                .example("daruma resurrect", "after a reboot, or after a mistake")
                .group("Result", Options.NO_WAIT, Options.TIMEOUT, Options.OUTPUT, Options.QUIET)
                .build();
    }

    @Override
    public int run(Run run) {
        var waits = !run.given().has(Options.NO_WAIT);
        try (var client = run.daemonStarted()) {
            return new Action(run, Action.Aim.UP, waits).perform(client, new Request.Resurrect(waits));
        }
    }
}
