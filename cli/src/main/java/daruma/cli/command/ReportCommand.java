package daruma.cli.command;

import daruma.cli.daemon.DaemonLink;
import daruma.cli.render.AppRows;
import daruma.cli.render.Yaml;
import daruma.cli.syntax.Syntax;
import daruma.control.Answer;
import daruma.control.Exit;
import daruma.control.Fault;
import daruma.control.Outcome;
import daruma.control.Request;
import daruma.control.codec.SpecCodec;
import java.util.List;
import java.util.Optional;

/** Collects what a bug report needs, as Markdown; values of secrets are not in it. */
final class ReportCommand implements Command {
    @Override
    public Syntax syntax() {
        return Syntax.of(
                        "report",
                        "Collects what a bug report needs: versions, paths, apps, the end of the daemon's log.")
                .example("daruma report > report.md", "read it before you send it")
                .note("Environments are not in it. Commands and paths are.")
                .build();
    }

    @Override
    public int run(Run run) {
        var link = run.link();
        var told = InfoCommand.ask(run, link);
        var info = told instanceof Outcome.Ok<Answer.DaemonInfo>(var answer)
                ? Optional.of(answer)
                : Optional.<Answer.DaemonInfo>empty();
        var trouble = told instanceof Outcome.Failed<Answer.DaemonInfo>(var fault) ? fault.sentence() : "";
        var silent = told instanceof Outcome.Failed<Answer.DaemonInfo>(Fault.Silent _);
        var listing = info.isEmpty() ? Optional.<Answer.Listing>empty() : Optional.of(apps(run));
        run.print("## Daruma\n");
        run.print("```");
        InfoCommand.print(run, link.home(), info, silent);
        run.print("system    " + System.getProperty("os.name") + " " + System.getProperty("os.version") + " "
                + System.getProperty("os.arch") + ", " + Runtime.getRuntime().availableProcessors() + " processors");
        run.print("cli java  " + System.getProperty("java.runtime.version") + " " + System.getProperty("java.vendor"));
        if (!trouble.isEmpty()) {
            run.print("trouble   " + trouble);
        }
        run.print("```");
        listing.ifPresent(apps -> {
            run.print("\n## Apps\n\n```");
            run.printTable(AppRows.columns(run.now()), apps.apps(), true);
            run.print("```");
            for (var app : apps.apps()) {
                run.print("\n### " + app.name() + "\n\n```yaml");
                run.outside()
                        .out()
                        .print(Yaml.print(SpecCodec.write(app.desired().spec())));
                run.print("```");
            }
        });
        run.print("\n## End of the daemon's log (" + link.home().daemonLog() + ")\n\n```");
        DaemonLink.tail(link.home().daemonLog(), 50).forEach(run::print);
        run.print("```");
        return Exit.OK;
    }

    private static Answer.Listing apps(Run run) {
        try (var client = run.daemon()) {
            return run.ask(client, new Request.ListApps(List.of()));
        }
    }
}
