package daruma.cli.command;

import daruma.cli.syntax.Option;
import daruma.cli.syntax.Syntax;
import daruma.control.Answer;
import daruma.control.Exit;
import daruma.control.Request;

/** Asks whether the daemon's loop is alive. */
final class PingCommand implements Command {
    private static final Option START = Option.flag("Starts the daemon if it is not there.", "--start");

    @Override
    public Syntax syntax() {
        return Syntax.of("ping", "Asks whether the daemon is there; exit status 5 if not.")
                .example("daruma ping", "pong, or an error")
                .group("Otherwise", START)
                .build();
    }

    @Override
    public int run(Run run) {
        try (var client = run.given().has(START) ? run.daemonStarted() : run.daemon()) {
            Answer.Pong pong = run.ask(client, new Request.Ping());
            run.print("pong (daemon " + pong.version() + ")");
            return Exit.OK;
        }
    }
}
