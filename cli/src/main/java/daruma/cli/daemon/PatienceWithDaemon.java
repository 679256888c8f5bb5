package daruma.cli.daemon;

import daruma.control.Fault;
import daruma.control.Patience;
import daruma.control.home.HolderRecord;
import daruma.control.home.HomePaths;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Patience that looks at more than the silence. While the same process holds the home, the daemon is at work: a thousand apps
 * to take over, a machine that is short of everything; it gets three times as long. If it is another process each time, or
 * none, it ends at each start, and waiting longer would not help.
 */
final class PatienceWithDaemon implements Patience {
    private static final int TIMES_WHILE_AT_WORK = 3;
    private static final int LOG_LINES = 5;

    private final HomePaths home;
    private final Duration limit;
    private final Consumer<String> says;
    private Optional<HolderRecord> seen = Optional.empty();
    private boolean said;

    /**
     * For one home.
     *
     * @param limit of silence
     * @param says is told once when a daemon that is at work is waited for longer
     */
    PatienceWithDaemon(HomePaths home, Duration limit, Consumer<String> says) {
        this.home = home;
        this.limit = limit;
        this.says = says;
    }

    @Override
    public Duration pause() {
        return limit.dividedBy(4);
    }

    @Override
    public synchronized Optional<Fault.Silent> after(Path socket, Duration silence) {
        var there = HolderRecord.read(home.holder()).filter(PatienceWithDaemon::lives);
        var same = there.isPresent() && there.equals(seen);
        seen = there;
        if (silence.compareTo(limit) < 0) {
            return Optional.empty();
        }
        if (same && silence.compareTo(limit.multipliedBy(TIMES_WHILE_AT_WORK)) < 0) {
            if (!said) {
                said = true;
                says.accept("the daemon (pid " + there.get().pid() + ") is there, but has not answered for "
                        + daruma.model.Durations.format(silence) + "; it may be busy, waiting on");
            }
            return Optional.empty();
        }
        return Optional.of(new Fault.Silent(socket, silence, evidence(same ? there : Optional.empty())));
    }

    /** For a socket that does not even take connections. */
    Fault.Silent givingUp(Path socket, Duration silence) {
        return new Fault.Silent(
                socket, silence, evidence(HolderRecord.read(home.holder()).filter(PatienceWithDaemon::lives)));
    }

    private String evidence(Optional<HolderRecord> hanging) {
        var text = new StringBuilder(hanging.map(daemon -> "Its process " + daemon.pid()
                        + " is there: it hangs, or the machine is too busy. Apps go on running")
                .orElse("It ends each time it is started, or cannot be started at all. Apps that run go on"));
        text.append("; what was asked for may still be done when it comes back");
        var errors = DaemonLink.tail(home.logs().resolve("daemon.err"), LOG_LINES);
        var log = DaemonLink.tail(home.daemonLog(), LOG_LINES);
        if (log.isEmpty() && errors.isEmpty()) {
            text.append(". It has written no log to ").append(home.daemonLog());
        }
        append(text, "The end of its log, " + home.daemonLog(), log);
        append(text, "The last that its JVM said, " + home.logs().resolve("daemon.err"), errors);
        return text.append("\nNext: ")
                .append(hanging.map(daemon -> "end it (kill -9 " + daemon.pid()
                                + "), then try again; a new one takes over what runs. Or wait longer:"
                                + " DARUMA_PATIENCE=2m")
                        .orElse("mend what the log names; it is tried again every few seconds"))
                .append(". For a bug report: daruma report")
                .toString();
    }

    private static void append(StringBuilder text, String title, List<String> lines) {
        if (!lines.isEmpty()) {
            text.append('\n').append(title).append(":\n  ").append(String.join("\n  ", lines));
        }
    }

    /** By pid and start together, so that a process which got the pid later is not taken for the daemon. */
    private static boolean lives(HolderRecord daemon) {
        try {
            var stat = Files.readString(Path.of("/proc/" + daemon.pid() + "/stat"));
            // The name in parentheses may have blanks; the state is field 3, the start field 22.
            var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            return !fields[0].equals("Z") && Long.parseLong(fields[19]) == daemon.startTicks();
        } catch (IOException | RuntimeException _) {
            return !Files.isDirectory(Path.of("/proc/self"))
                    && ProcessHandle.of(daemon.pid()).isPresent();
        }
    }
}
