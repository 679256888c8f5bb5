package daruma.cli.command;

import daruma.control.Answer;
import daruma.control.ControlClient;
import daruma.control.Exit;
import daruma.control.Request;
import java.util.List;

/** Says which apps a command would touch. */
final class DryRun {
    private DryRun() {}

    static int tell(Run run, ControlClient client, String verb, List<String> selectors) {
        Answer.Listing listing = run.ask(client, new Request.ListApps(selectors));
        if (run.isTable()) {
            listing.apps().forEach(app -> run.print("would " + verb + " " + app.name()));
        } else {
            run.printApps(listing.apps());
        }
        return Exit.OK;
    }
}
