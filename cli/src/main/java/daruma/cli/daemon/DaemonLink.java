package daruma.cli.daemon;

import daruma.cli.terminal.Failure;
import daruma.cli.terminal.Surroundings;
import daruma.control.ControlClient;
import daruma.control.Exit;
import daruma.control.Fault;
import daruma.control.Outcome;
import daruma.control.home.HolderRecord;
import daruma.control.home.HomePaths;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;

/** The way to the daemon of a home. */
public final class DaemonLink {
    private static final Duration START = Duration.ofSeconds(30);
    /** How long another one's daemon may take to answer after our own launcher has failed. */
    private static final Duration GRACE = Duration.ofSeconds(2);

    private static final int LOG_LINES = 15;

    private final HomePaths home;
    private final String version;
    private final Surroundings outside;
    private final Duration silence;

    /**
     * The way to the daemon of one home.
     *
     * @param silence how long a daemon that says nothing is waited for
     */
    public DaemonLink(HomePaths home, String version, Surroundings outside, Duration silence) {
        this.home = home;
        this.version = version;
        this.outside = outside;
        this.silence = silence;
    }

    public HomePaths home() {
        return home;
    }

    /** Connects to a daemon that is there. */
    public Outcome<ControlClient> reach() {
        // No pattern switch here: the first of a run costs some 10 ms, and every command comes this way.
        var direct = connect(home.socket());
        return direct instanceof Outcome.Failed<ControlClient> failed ? elsewhere(failed) : direct;
    }

    private Outcome<ControlClient> connect(Path socket) {
        var patience = new PatienceWithDaemon(home, silence, this::say);
        var connected = ControlClient.connect(socket, version, silence, patience);
        // Even the queue of the socket is full: nobody has taken anything out of it for a while.
        return connected instanceof Outcome.Failed<ControlClient>(Fault.TimedOut(var limit))
                ? Outcome.failed(patience.givingUp(socket, limit))
                : connected;
    }

    private void say(String line) {
        outside.err().println(line);
        outside.err().flush();
    }

    /** A daemon that was started in another environment may answer at another place than ours says. */
    private Outcome<ControlClient> elsewhere(Outcome.Failed<ControlClient> failed) {
        if (!(failed.fault() instanceof Fault.DaemonAbsent)) {
            return failed;
        }
        var recorded = HolderRecord.read(home.holder()).map(HolderRecord::socket);
        return recorded.isEmpty() || recorded.get().equals(home.socket()) || !Files.exists(recorded.get())
                ? failed
                : connect(recorded.get());
    }

    /** Whether this home has ever had a daemon, and so may have apps. */
    public boolean everUsed() {
        if (!Files.isDirectory(home.state())) {
            return false;
        }
        try (var files = Files.list(home.state())) {
            return files.findAny().isPresent();
        } catch (IOException _) {
            return true; // not ours to read; the fault that follows says so
        }
    }

    /**
     * Connects, and starts a daemon first if there is none.
     *
     * @param progress is told once that a daemon is being started
     * @throws Failure if none comes up; with the end of its log
     */
    public ControlClient reachOrStart(Consumer<String> progress) {
        var first = reach();
        if (first instanceof Outcome.Ok<ControlClient>(var client)) {
            return client;
        }
        var fault = ((Outcome.Failed<ControlClient>) first).fault();
        if (!(fault instanceof Fault.DaemonAbsent || fault instanceof Fault.SocketStale)) {
            throw new Failure(fault.exitCode(), fault.sentence());
        }
        var command = outside.daemonCommand()
                .orElseThrow(() -> new Failure(
                        Exit.UNREACHABLE,
                        "cannot start the daemon: this installation does not say how (system property"
                                + " daruma.daemon.command). Use the daruma script that comes with it"));
        progress.accept("starting the daemon " + "(" + home.socket().getParent() + ")");
        return started(command);
    }

    private ControlClient started(String command) {
        var began = outside.clock().instant();
        try {
            var said = Files.createTempFile("daruma-start", ".log");
            try {
                var process = new ProcessBuilder(words(command))
                        .directory(Path.of("/").toFile())
                        .redirectInput(ProcessBuilder.Redirect.from(
                                Path.of("/dev/null").toFile()))
                        .redirectOutput(said.toFile())
                        .redirectErrorStream(true);
                process.environment().clear();
                process.environment().putAll(outside.env());
                return awaited(process.start(), began, said);
            } finally {
                Files.deleteIfExists(said);
            }
        } catch (IOException e) {
            throw new Failure(
                    Exit.UNREACHABLE,
                    "cannot start the daemon with " + command + ": " + e.getMessage()
                            + ". Is the installation complete?");
        }
    }

    private ControlClient awaited(Process launcher, Instant began, Path said) throws IOException {
        var pause = 2L;
        var failedAt = Instant.MAX;
        while (true) {
            if (reach() instanceof Outcome.Ok<ControlClient>(var client)) {
                return client;
            }
            var now = outside.clock().instant();
            // Two of us may start one at a time; the loser's launcher fails while the winner's daemon comes up.
            if (failedAt.equals(Instant.MAX) && !launcher.isAlive() && launcher.exitValue() != 0) {
                failedAt = now;
            }
            var exited =
                    !launcher.isAlive() && now.isAfter(failedAt.equals(Instant.MAX) ? failedAt : failedAt.plus(GRACE));
            if (exited || now.isAfter(began.plus(START))) {
                throw new Failure(
                        Exit.UNREACHABLE,
                        (exited
                                        ? "the daemon could not be started: its launcher ended with exit code "
                                                + launcher.exitValue()
                                        : "the daemon did not answer within " + START.toSeconds() + " s")
                                + ". " + evidence(said));
            }
            try {
                Thread.sleep(pause);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                throw new Failure(Exit.INTERRUPTED, "interrupted while the daemon was starting");
            }
            pause = Math.min(pause * 2, 50);
        }
    }

    /** What the daemon said last, for people. */
    private String evidence(Path said) throws IOException {
        var text = new StringBuilder();
        var own = tail(said, LOG_LINES);
        var log = tail(home.daemonLog(), LOG_LINES);
        if (!own.isEmpty()) {
            text.append("It said:\n  ").append(String.join("\n  ", own));
        }
        if (!log.isEmpty()) {
            text.append(own.isEmpty() ? "" : "\n")
                    .append("The end of its log, ")
                    .append(home.daemonLog())
                    .append(":\n  ")
                    .append(String.join("\n  ", log));
        }
        return text.isEmpty() ? "It has written no log to " + home.daemonLog() : text.toString();
    }

    /** The last lines of a file; none if it cannot be read. */
    public static List<String> tail(Path file, int lines) {
        try (var channel = Files.newByteChannel(file)) {
            var from = Math.max(0, channel.size() - 64L * 1024);
            channel.position(from);
            var bytes = java.nio.ByteBuffer.allocate((int) (channel.size() - from));
            while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
                // until all of it is here
            }
            var all = new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            return all.subList(Math.max(0, all.size() - lines), all.size());
        } catch (IOException _) {
            return List.of();
        }
    }

    /** A path with blanks is one word if there is such a file; else it is a command with arguments. */
    private static List<String> words(String command) {
        return Files.exists(Path.of(command)) ? List.of(command) : daruma.manifest.text.CommandLineWords.split(command);
    }
}
