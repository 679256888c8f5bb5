package daruma.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import daruma.process.launch.Adoption;
import daruma.process.launch.Child;
import daruma.process.launch.End;
import daruma.process.launch.Failure;
import daruma.process.launch.Launch;
import daruma.process.launch.Launcher;
import daruma.process.launch.Listener;
import daruma.process.launch.Shim;
import daruma.process.launch.ShimOptions;
import daruma.process.launch.Started;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/** A slot on disk, and what was heard of every launch in it. */
final class Stage {
    static final Duration LIMIT = Duration.ofSeconds(20);
    private static final AtomicInteger RUNS = new AtomicInteger();

    private final Path slot;
    private final Shim shim;
    private int incarnations;

    Stage(Path slot, Shim shim) {
        this.slot = slot;
        this.shim = shim;
    }

    static Shim cShim() {
        return Shim.c(built("daruma-shim"));
    }

    static Shim shShim() {
        return new Shim(built("daruma-shim.sh"), Shim.Kind.SH, Set.of("lock"));
    }

    private static Path built(String name) {
        var path = Path.of("../shim/target/shim", name).toAbsolutePath().normalize();
        assertThat(path).as("the shim, built by the module shim").exists();
        return path;
    }

    Path slot() {
        return slot;
    }

    Path lock() {
        return slot.resolve("lock");
    }

    /** What one launch or adoption was told, in order. */
    static final class Heard implements Listener {
        final BlockingQueue<Object> events = new LinkedBlockingQueue<>();
        final StringBuffer order = new StringBuffer();
        volatile Thread thread = Thread.currentThread();

        @Override
        public void started(Started started) {
            hear("started", started);
        }

        @Override
        public void failed(Failure failure) {
            hear("failed", failure);
        }

        @Override
        public void degraded(String notice) {
            hear("degraded", notice);
        }

        @Override
        public void ended(End end) {
            hear("ended", end);
        }

        private void hear(String name, Object event) {
            thread = Thread.currentThread();
            order.append(name).append(' ');
            events.add(event);
        }

        <T> T next(Class<T> type) {
            try {
                var event = events.poll(LIMIT.toSeconds(), TimeUnit.SECONDS);
                assertThat(event).as("next event after: %s", order).isInstanceOf(type);
                return type.cast(event);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** A launch with what it was told. */
    record Run(Launch launch, Child child, Heard heard) {
        Path directory() {
            return launch.runDirectory();
        }

        Started started() {
            return heard.next(Started.class);
        }

        End ended() {
            return heard.next(End.class);
        }

        Adoption adoption(Path lock) {
            return new Adoption(
                    directory(),
                    Optional.of(lock),
                    launch.runId(),
                    launch.options().cgroup(),
                    launch.shim().can("sweep"),
                    Duration.ofSeconds(1));
        }
    }

    Run run(Launcher launcher, String... program) {
        return run(launcher, ShimOptions.NONE, program);
    }

    Run sh(Launcher launcher, String script) {
        return run(launcher, "/bin/sh", "-c", script);
    }

    Run run(Launcher launcher, ShimOptions options, String... program) {
        var launch = launch(options, program);
        var heard = new Heard();
        return new Run(launch, launcher.launch(launch, heard), heard);
    }

    Launch launch(ShimOptions options, String... program) {
        var directory = slot.resolve(Integer.toString(++incarnations));
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Map<String, String> environment = new HashMap<>();
        environment.put("PATH", System.getenv("PATH"));
        environment.put("RUN", directory.toString());
        var runId = "test-" + ProcessHandle.current().pid() + "-" + RUNS.incrementAndGet();
        return new Launch(
                shim,
                directory,
                List.of(program),
                environment,
                runId,
                options.withLock(lock()).withTermGrace(Duration.ofSeconds(1)));
    }

    /** Waits for a fact. */
    static void until(String fact, BooleanSupplier holds) {
        await(fact)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(2))
                .atMost(LIMIT)
                .until(holds::getAsBoolean);
    }

    static boolean alive(int pid) {
        try {
            var stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            char state = stat.charAt(stat.lastIndexOf(')') + 2);
            return state != 'Z' && state != 'X';
        } catch (IOException gone) {
            return false;
        }
    }

    /** The number that a script wrote into a file of its run directory. */
    static int number(Path file) {
        until(file + " has a line", () -> text(file).endsWith("\n"));
        return Integer.parseInt(text(file).strip());
    }

    static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException absent) {
            return "";
        }
    }

    static void sendSignal(int pid, String signal) {
        try {
            int code = new ProcessBuilder("kill", "-" + signal, Integer.toString(pid))
                    .start()
                    .waitFor();
            assertThat(code).as("kill -%s %d", signal, pid).isZero();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
