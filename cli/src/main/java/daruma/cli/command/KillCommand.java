package daruma.cli.command;

import daruma.cli.daemon.DaemonLink;
import daruma.cli.syntax.Option;
import daruma.cli.syntax.Syntax;
import daruma.cli.syntax.UsageError;
import daruma.control.Answer;
import daruma.control.ControlClient;
import daruma.control.Exit;
import daruma.control.Fault;
import daruma.control.Outcome;
import daruma.control.Request;
import java.time.Duration;

/** Ends the daemon, and the apps with it as pm2 does, unless they are to go on. */
final class KillCommand implements Command {
    private static final Option KEEP_APPS =
            Option.flag("The apps go on running; the next daemon takes them over.", "--keep-apps");
    private static final Option DRAIN = Option.flag(
            "The apps are stopped in order and come back with the next daemon, as over a reboot.", "--drain");

    @Override
    public Syntax syntax() {
        return Syntax.of("kill", "Stops all apps and the daemon. What was declared is kept.")
                .example("daruma kill", "stops everything")
                .example("daruma kill --keep-apps", "ends the daemon alone, as for an upgrade")
                .example("daruma kill --drain", "stops everything until the daemon is started again")
                .group("What is stopped", KEEP_APPS, DRAIN)
                .build();
    }

    @Override
    public int run(Run run) {
        var keep = run.given().has(KEEP_APPS);
        var drain = run.given().has(DRAIN);
        if (keep && drain) {
            throw new UsageError("--keep-apps and --drain: the apps cannot both go on and be stopped");
        }
        var link = run.link();
        switch (link.reach()) {
            case Outcome.Failed<ControlClient>(var fault) -> {
                if (fault instanceof Fault.DaemonAbsent || fault instanceof Fault.SocketStale) {
                    run.say("no daemon is running");
                    return Exit.OK;
                }
                throw Run.failure(fault);
            }
            case Outcome.Ok<ControlClient>(var client) -> {
                try (client) {
                    var outcome = client.call(new Request.Shutdown(!keep, drain), Duration.ofMinutes(10));
                    // A daemon that hangs up at its end has done what it was asked to.
                    if (outcome instanceof Outcome.Failed<Answer.Done>(var fault)
                            && !(fault instanceof Fault.ConnectionLost)) {
                        throw Run.failure(fault);
                    }
                }
                awaitEnd(link);
                var ended = keep
                        ? " the daemon has ended; apps go on running"
                        : drain
                                ? " all apps and the daemon have ended; the apps come back with the daemon"
                                : " all apps and the daemon have ended";
                run.say(run.talkStyle().yes() + ended + ". Bring " + (keep || drain ? "it" : "them")
                        + " back with: daruma resurrect");
                return Exit.OK;
            }
        }
    }

    /** The answer comes before the end; whoever types the next command should not meet a daemon that is leaving. */
    private static void awaitEnd(DaemonLink link) {
        for (var tries = 0; tries < 200; tries++) {
            if (!(link.reach() instanceof Outcome.Ok<ControlClient>(var client))) {
                return;
            }
            client.close();
            try {
                Thread.sleep(25);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
