package daruma.cli.command;

import daruma.cli.syntax.Options;
import daruma.cli.syntax.Syntax;
import daruma.control.Answer;
import daruma.control.ControlClient;
import daruma.control.Exit;
import daruma.control.Fault;
import daruma.control.Outcome;
import daruma.control.Request;
import daruma.model.AppStatus;
import daruma.model.StatusWord;
import java.util.List;

/** Lists apps. Never starts a daemon. */
final class ListCommand implements Command {
    private final boolean tellsByExitStatus;

    /** @param tellsByExitStatus whether it is {@code status}: 3 if none of the named apps runs, as LSB says */
    ListCommand(boolean tellsByExitStatus) {
        this.tellsByExitStatus = tellsByExitStatus;
    }

    @Override
    public Syntax syntax() {
        var builder = Syntax.of(tellsByExitStatus ? "status" : "ls", "Lists apps: how they are, since when, and why.")
                .operands("[APP...]", 0, 1_000)
                .example("daruma ls", "all apps")
                .example("daruma ls web worker -o wide", "some of them, with all columns")
                .example("daruma ls -o json", "for scripts; the shape is stable")
                .example("daruma ls -o columns=NAME,STATUS", "some columns")
                .example("daruma ls --watch", "goes on")
                .group("What is shown", Options.OUTPUT, Options.QUIET, Options.WATCH)
                .note(
                        "Columns that do not fit the terminal are left out; -o wide shows all. Piped, nothing is left out.");
        return tellsByExitStatus
                ? builder.note("\"status APP\" exits with 3 if none of them is running.")
                        .build()
                : builder.build();
    }

    @Override
    public int run(Run run) {
        var selectors = run.given().operands();
        var link = run.link();
        var reached = link.reach();
        if (reached instanceof Outcome.Failed<ControlClient>(var fault)) {
            if ((fault instanceof Fault.DaemonAbsent || fault instanceof Fault.SocketStale)
                    && !link.everUsed()
                    && selectors.isEmpty()) {
                run.printApps(List.of());
                run.say("no apps yet. Start one: daruma start app.js");
                return Exit.OK;
            }
            throw run.absent(link, fault);
        }
        try (var client = ((Outcome.Ok<ControlClient>) reached).value()) {
            if (run.given().has(Options.WATCH)) {
                return watch(run, client, selectors);
            }
            Answer.Listing listing = run.ask(client, new Request.ListApps(selectors));
            run.printApps(listing.apps());
            if (listing.apps().isEmpty()) {
                run.say("no apps. Start one: daruma start app.js");
            }
            return exitStatus(listing.apps(), selectors);
        }
    }

    private int watch(Run run, ControlClient client, List<String> selectors) {
        return new Watching(run, client).tables(() -> {
            Answer.Listing listing = run.ask(client, new Request.ListApps(selectors));
            run.printApps(listing.apps());
        });
    }

    private int exitStatus(List<AppStatus> apps, List<String> selectors) {
        if (!tellsByExitStatus || selectors.isEmpty()) {
            return Exit.OK;
        }
        for (var app : apps) {
            if (app.status() == StatusWord.RUNNING) {
                return Exit.OK;
            }
        }
        return Exit.NOT_RUNNING;
    }
}
