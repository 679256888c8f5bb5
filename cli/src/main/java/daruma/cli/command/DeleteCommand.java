package daruma.cli.command;

import daruma.cli.syntax.Options;
import daruma.cli.syntax.Syntax;
import daruma.control.Exit;
import daruma.control.Request;

/** Stops apps and forgets them. */
final class DeleteCommand implements Command {
    @Override
    public Syntax syntax() {
        return Syntax.of("delete", "Stops apps and forgets them. Their logs stay.")
                .operands("APP...", 1, 1_000)
                .example("daruma delete web", "stops it, forgets it")
                .example("daruma delete all --dry-run", "says what would be deleted")
                .example("daruma delete all --yes", "everything, without a question")
                .group("Result", Options.YES, Options.TIMEOUT, Options.DRY_RUN, Options.OUTPUT, Options.QUIET)
                .note("On a terminal, \"delete all\" asks first; --yes answers.")
                .build();
    }

    @Override
    public int run(Run run) {
        var selectors = run.given().operands();
        try (var client = run.daemon()) {
            if (run.given().has(Options.DRY_RUN)) {
                return DryRun.tell(run, client, "delete", selectors);
            }
            if (selectors.contains("all") && !Confirmation.given(run, "delete all apps")) {
                run.say("nothing was deleted");
                return Exit.FAILED;
            }
            return new Action(run, Action.Aim.GONE, true).perform(client, new Request.Delete(selectors));
        }
    }
}
