package daruma.logs;

import daruma.model.AppName;
import daruma.model.Incarnation;
import daruma.model.InstanceId;
import daruma.model.LogPolicy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** A log directory, run directories, and the apps that write to them; the store over it can be closed and opened again. */
final class LogHome implements AutoCloseable {
    static final AppName WEB = new AppName("web");
    static final Duration LIMIT = Duration.ofSeconds(20);

    final Path directory;
    final List<String> troubles = new ArrayList<>();
    SpoolHoles holes = SpoolHoles.NONE;
    SpoolSignals signals;
    Disk disk = Disk.REAL;
    InstantSource clock = InstantSource.system();
    LogPolicy policy = LogPolicy.DEFAULT;
    FileLogs logs;

    LogHome(Path directory) {
        this.directory = directory;
    }

    LogHome open() {
        try {
            logs = FileLogs.open(
                    directory.resolve("logs"),
                    directory.resolve("run/logs"),
                    signals == null ? WatchedSignals.open() : signals,
                    holes,
                    new LogTrouble() {
                        @Override
                        public void failing(AppName app, String problem) {
                            synchronized (troubles) {
                                troubles.add("failing " + problem);
                            }
                        }

                        @Override
                        public void recovered(AppName app) {
                            synchronized (troubles) {
                                troubles.add("recovered " + app);
                            }
                        }
                    },
                    disk,
                    clock);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        logs.declare(WEB, policy);
        return this;
    }

    List<String> troubles() {
        synchronized (troubles) {
            return List.copyOf(troubles);
        }
    }

    static Incarnation web(int slot, long number) {
        return new Incarnation(new InstanceId(WEB, slot), number);
    }

    static LogPolicy policy(long maxBytes, int maxFiles) {
        return new LogPolicy(Optional.empty(), maxBytes, maxFiles, Optional.empty(), 64L << 20);
    }

    Path run(Incarnation incarnation) {
        try {
            return Files.createDirectories(
                    directory.resolve("run/" + incarnation.instance().app() + "."
                            + incarnation.instance().slot() + "/" + incarnation.number()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void attach(Incarnation incarnation) {
        logs.attach(incarnation, run(incarnation));
    }

    /** As the program does it: appended to the spool. */
    void writes(Incarnation incarnation, String stream, String text) {
        writes(incarnation, stream, text.getBytes(StandardCharsets.UTF_8));
    }

    void writes(Incarnation incarnation, String stream, byte[] bytes) {
        try {
            Files.write(run(incarnation).resolve(stream), bytes, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void finish(Incarnation incarnation) {
        await(logs.finished(incarnation), "the end of " + incarnation);
    }

    static void await(CompletableFuture<?> future, String what) {
        try {
            future.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError("missing: " + what, e);
        }
    }

    Path current() {
        return directory.resolve("logs/web/current.log");
    }

    /** All bytes of the log, oldest file first. */
    byte[] content() {
        try {
            var all = new java.io.ByteArrayOutputStream();
            for (long generation : LogFiles.rotated(current())) {
                all.write(Files.readAllBytes(LogFiles.path(current(), generation)));
            }
            if (Files.exists(current())) {
                all.write(Files.readAllBytes(current()));
            }
            return all.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The lines of all files without their times, as {@code 0#1 out  message}. */
    List<String> lines() {
        var text = new String(content(), StandardCharsets.ISO_8859_1);
        return text.lines()
                .map(line -> line.length() < 25 ? line : line.substring(25))
                .toList();
    }

    void awaitLines(String... expected) {
        var wanted = List.of(expected);
        Awaitility.await("the log to hold " + wanted)
                .atMost(LIMIT)
                .pollInterval(Duration.ofMillis(10))
                .until(() -> lines().equals(wanted));
    }

    /** Everything the query answers, as {@code out message}. */
    List<String> read(LogQuery query) {
        try (var reader = logs.query(query)) {
            var found = new ArrayList<String>();
            for (var item = reader.next(); item != null; item = reader.next()) {
                found.add(text(item));
            }
            return found;
        }
    }

    static String text(LogItem item) {
        return switch (item) {
            case LogItem.Line line -> line.line().message();
            case LogItem.Gap _ -> "<gap>";
        };
    }

    @Override
    public void close() {
        logs.close();
    }
}
