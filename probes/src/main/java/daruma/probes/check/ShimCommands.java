package daruma.probes.check;

import daruma.model.ExitStatus;
import daruma.probes.check.ExecCheck.Commands;
import daruma.probes.check.ExecCheck.Finished;
import daruma.probes.time.Deadline;
import daruma.process.launch.Child;
import daruma.process.launch.Credentials;
import daruma.process.launch.End;
import daruma.process.launch.Failure;
import daruma.process.launch.Launch;
import daruma.process.launch.Launcher;
import daruma.process.launch.Listener;
import daruma.process.launch.Outcome;
import daruma.process.launch.Shim;
import daruma.process.launch.ShimOptions;
import daruma.process.launch.Started;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Commands under a shim, as programs are: so what a command leaves behind is ended, too, and it has the program's user and not
 * ours.
 */
public final class ShimCommands implements Commands {
    private static final Duration KILL_PATIENCE = Duration.ofSeconds(2);
    private static final Duration STRAY_GRACE = Duration.ofMillis(100);
    private static final int LONGEST_WORDS = 200;

    private final Launcher launcher;
    private final Shim shim;
    private final Path directory;
    private final Place place;

    /**
     * Where a program runs.
     *
     * @param environment without a cookie: a command of ours is no member of the program's tree
     * @param credentials empty: as we are
     */
    public record Place(Path cwd, Map<String, String> environment, Optional<Credentials> credentials) {
        public Place {
            environment = Map.copyOf(environment);
        }
    }

    /**
     * @param directory for run directories of commands, best on tmpfs; made if it is missing
     */
    public ShimCommands(Launcher launcher, Shim shim, Path directory, Place place) {
        this.launcher = launcher;
        this.shim = shim;
        this.directory = directory;
        this.place = place;
    }

    @Override
    public Finished run(List<String> argv, Deadline deadline) {
        Path run;
        try {
            Files.createDirectories(directory);
            run = Files.createTempDirectory(directory, "check-");
        } catch (IOException e) {
            return new Finished.NotRun("no directory for it: " + e.getMessage());
        }
        try {
            return run(argv, run, deadline);
        } finally {
            remove(run);
        }
    }

    private Finished run(List<String> argv, Path run, Deadline deadline) {
        var options = new ShimOptions(
                Optional.empty(),
                Optional.of(place.cwd()),
                ShimOptions.NONE.umask(),
                ShimOptions.NONE.nice(),
                ShimOptions.NONE.oomScoreAdjust(),
                List.of(),
                place.credentials(),
                Optional.empty(),
                OptionalLong.of(64 * 1024),
                List.of(),
                List.of(),
                Optional.of(STRAY_GRACE),
                Optional.empty(),
                false,
                List.of());
        var result = new CompletableFuture<Finished>();
        var child = launcher.launch(
                new Launch(shim, run, argv, place.environment(), "check:" + UUID.randomUUID(), options),
                new Waiting(run, result));
        try {
            return result.get(deadline.millisLeft(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException late) {
            return end(child, result);
        } catch (InterruptedException late) {
            var finished = end(child, result);
            Thread.currentThread().interrupt();
            return finished;
        } catch (ExecutionException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Its tree is gone afterwards, and its run directory nobody's. */
    private Finished end(Child child, CompletableFuture<Finished> result) {
        launcher.kill(child, KILL_PATIENCE);
        try {
            result.get(KILL_PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException _) {
            return new Finished.TooLate();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        return new Finished.TooLate();
    }

    private static final class Waiting implements Listener {
        private final Path run;
        private final CompletableFuture<Finished> result;

        Waiting(Path run, CompletableFuture<Finished> result) {
            this.run = run;
            this.result = result;
        }

        @Override
        public void started(Started started) {}

        @Override
        public void degraded(String notice) {}

        @Override
        public void failed(Failure failure) {
            result.complete(new Finished.NotRun(new ExitStatus.NeverRan(failure.stage(), failure.errno()).describe()));
        }

        @Override
        public void ended(End end) {
            var status = switch (end.outcome()) {
                case Outcome.Exited(int code, boolean _) -> new ExitStatus.Exited(code);
                case Outcome.Signaled(int signal, boolean core, boolean _) -> new ExitStatus.Signaled(signal, core);
                case Outcome.Unknown(String why) -> new ExitStatus.Unknown(why);
            };
            boolean success = end.outcome() instanceof Outcome.Exited(int code, boolean _) && code == 0;
            // This is the launcher's one thread: the last words of a success are nobody's concern.
            result.complete(new Finished.Ended(status.describe(), success, success ? "" : lastWords()));
        }

        private String lastWords() {
            for (var name : List.of("err", "out")) {
                try (var file = Files.newByteChannel(run.resolve(name))) {
                    var tail = ByteBuffer.allocate((int) Math.min(file.size(), 1024));
                    file.position(file.size() - tail.capacity());
                    while (tail.hasRemaining() && file.read(tail) > 0) {
                        // once is enough as a rule
                    }
                    var lines = new String(tail.array(), 0, tail.position(), StandardCharsets.UTF_8)
                            .strip()
                            .split("\n", -1);
                    var last = lines[lines.length - 1].strip();
                    if (!last.isEmpty()) {
                        return last.length() > LONGEST_WORDS ? last.substring(0, LONGEST_WORDS) + "…" : last;
                    }
                } catch (IOException _) {
                    // no spool, no words
                }
            }
            return "";
        }
    }

    private static void remove(Path run) {
        try (var files = Files.newDirectoryStream(run)) {
            for (var file : files) {
                Files.deleteIfExists(file);
            }
            Files.deleteIfExists(run);
        } catch (IOException _) {
            // It is on tmpfs and small.
        }
    }
}
