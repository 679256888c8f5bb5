package daruma.cli.command;

import daruma.cli.syntax.Option;
import daruma.cli.syntax.Options;
import daruma.cli.syntax.Syntax;
import daruma.control.Request;
import java.util.Map;
import java.util.Optional;

/** Stops apps and starts them again. */
final class RestartCommand implements Command {
    private static final Option UPDATE_ENV =
            Option.flag("Gives the apps the environment of this shell.", "--update-env", "-a");
    private static final String ANEW =
            "an app keeps what it was declared with; delete it and start it anew with other options";

    @Override
    public Syntax syntax() {
        return Syntax.of("restart", "Stops and starts apps, waits until they are ready; starts what is stopped.")
                .operands("APP...", 1, 1_000)
                .example("daruma restart web", "stop, start, wait until ready")
                .example("daruma restart web --update-env", "the same, with the environment of this shell")
                .example("daruma restart all", "everything")
                .group("What changes", UPDATE_ENV)
                .group("Result", Options.NO_WAIT, Options.TIMEOUT, Options.DRY_RUN, Options.OUTPUT, Options.QUIET)
                .later(Map.of(
                        "--name", ANEW,
                        "-n", ANEW,
                        "-i", ANEW,
                        "--instances", ANEW,
                        "--env", ANEW,
                        "--watch", "use \"daruma restart\" after a change until then",
                        "--parallel", "instances are restarted together"))
                .build();
    }

    @Override
    public int run(Run run) {
        var selectors = run.given().operands();
        try (var client = run.daemon()) {
            if (run.given().has(Options.DRY_RUN)) {
                return DryRun.tell(run, client, "restart", selectors);
            }
            var waits = !run.given().has(Options.NO_WAIT);
            var env = run.given().has(UPDATE_ENV)
                    ? Optional.of(InheritedEnvironment.of(run.outside().env()))
                    : Optional.<Map<String, String>>empty();
            return new Action(run, Action.Aim.UP, waits).perform(client, new Request.Restart(selectors, env, waits));
        }
    }
}
