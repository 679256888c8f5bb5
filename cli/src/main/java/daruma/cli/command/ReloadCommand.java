package daruma.cli.command;

import daruma.cli.syntax.Option;
import daruma.cli.syntax.Options;
import daruma.cli.syntax.Syntax;
import daruma.control.Request;
import java.util.Map;
import java.util.Optional;

/** Replaces the instances of apps, one after the other, so that something serves all the time. */
final class ReloadCommand implements Command {
    static final Option UPDATE_ENV = Option.flag("Gives the apps the environment of this shell.", "--update-env", "-a");

    @Override
    public Syntax syntax() {
        return Syntax.of("reload", "Replaces instances one after the other, so that something serves all the time.")
                .operands("APP...", 1, 1_000)
                .example("daruma reload web", "each is replaced when its successor is ready")
                .example("daruma reload web --update-env", "the same, with the environment of this shell")
                .example("daruma reload all --no-wait", "everything; see how it goes with: daruma rollout status web")
                .group("What changes", UPDATE_ENV)
                .group("Result", Options.NO_WAIT, Options.TIMEOUT, Options.DRY_RUN, Options.OUTPUT, Options.QUIET)
                .note("What does not become ready never takes the place of what works: then it ends with 1.")
                .note("An app that serves its port alone is stopped first; with -p, published, it is not.")
                .build();
    }

    @Override
    public int run(Run run) {
        var selectors = run.given().operands();
        try (var client = run.daemon()) {
            if (run.given().has(Options.DRY_RUN)) {
                return DryRun.tell(run, client, "reload", selectors);
            }
            var waits = !run.given().has(Options.NO_WAIT);
            var env = run.given().has(UPDATE_ENV)
                    ? Optional.of(InheritedEnvironment.of(run.outside().env()))
                    : Optional.<Map<String, String>>empty();
            return new Action(run, Action.Aim.RELOADED, waits)
                    .perform(client, new Request.Reload(selectors, env, waits));
        }
    }
}
