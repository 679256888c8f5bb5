package daruma.cli.command;

import daruma.cli.daemon.DaemonLink;
import daruma.cli.syntax.Options;
import daruma.cli.syntax.Syntax;
import daruma.cli.terminal.Ages;
import daruma.control.Answer;
import daruma.control.ControlClient;
import daruma.control.Exit;
import daruma.control.Fault;
import daruma.control.Outcome;
import daruma.control.Request;
import daruma.control.codec.ScriptJson;
import daruma.control.home.HomePaths;
import daruma.control.json.Json;
import java.util.Optional;

/** Tells versions and paths; works without a daemon, and starts none. */
final class InfoCommand implements Command {
    @Override
    public Syntax syntax() {
        return Syntax.of("info", "Tells versions and paths, with or without a daemon.")
                .example("daruma info", "where everything is")
                .example("daruma info -o json", "for scripts; \"daemon\" is null if none runs")
                .group("What is shown", Options.OUTPUT)
                .build();
    }

    @Override
    public int run(Run run) {
        var link = run.link();
        var told = ask(run, link);
        var info = told instanceof Outcome.Ok<Answer.DaemonInfo>(var answer)
                ? Optional.of(answer)
                : Optional.<Answer.DaemonInfo>empty();
        var silent = false;
        if (told instanceof Outcome.Failed<Answer.DaemonInfo>(var fault)) {
            silent = fault instanceof Fault.Silent;
            if (!(fault instanceof Fault.DaemonAbsent || fault instanceof Fault.SocketStale)) {
                run.warn(fault.sentence());
            }
        }
        if (run.forScripts()) {
            run.printJson(json(run, link.home(), info));
        } else {
            print(run, link.home(), info, silent);
        }
        return Exit.OK;
    }

    static Outcome<Answer.DaemonInfo> ask(Run run, DaemonLink link) {
        return switch (link.reach()) {
            case Outcome.Failed<ControlClient>(var fault) -> Outcome.failed(fault);
            case Outcome.Ok<ControlClient>(var client) -> {
                try (client) {
                    yield client.call(new Request.DaemonInfo(), Run.ANSWER);
                }
            }
        };
    }

    static Json json(Run run, HomePaths home, Optional<Answer.DaemonInfo> info) {
        return ScriptJson.info(
                run.version(),
                info.map(Answer.DaemonInfo::home).orElse(home.state().toString()),
                info.map(Answer.DaemonInfo::socket).orElse(home.socket().toString()),
                info.map(Answer.DaemonInfo::logs).orElse(home.logs().toString()),
                info.map(Answer.DaemonInfo::java).orElse(System.getProperty("java.version", "")),
                info.map(daemon -> new ScriptJson.Daemon(daemon.pid(), daemon.startedAt(), daemon.adopted())));
    }

    static void print(Run run, HomePaths home, Optional<Answer.DaemonInfo> info, boolean silent) {
        run.print("version   " + run.version());
        run.print("java      " + info.map(Answer.DaemonInfo::java).orElse(System.getProperty("java.version", "")));
        run.print("config    " + home.config());
        run.print("state     " + home.state());
        run.print("logs      "
                + info.map(Answer.DaemonInfo::logs).orElse(home.logs().toString()));
        run.print("cache     " + home.cache());
        run.print("socket    "
                + info.map(Answer.DaemonInfo::socket).orElse(home.socket().toString()));
        run.print("daemon    "
                + info.map(daemon -> "running, pid " + daemon.pid() + ", for "
                                + Ages.between(daemon.startedAt(), run.now()) + ", version " + daemon.version()
                                + (daemon.adopted() == 0 ? "" : ", took over " + daemon.adopted() + " processes"))
                        .orElse(silent ? "does not answer" : "not running"));
        info.ifPresent(daemon -> daemon.notices().forEach(notice -> run.print("notice    " + notice)));
    }
}
