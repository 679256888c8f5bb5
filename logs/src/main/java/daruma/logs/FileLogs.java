package daruma.logs;

import daruma.model.AppName;
import daruma.model.Incarnation;
import daruma.model.LogPolicy;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The logs as files: {@code LOGS/APP/current.log}, or where the app's policy says. */
public final class FileLogs implements LogStore {
    private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private interface Use {
        void of(AppLog log);
    }

    private final Path logs;
    private final Path records;
    private final SpoolSignals signals;
    private final SpoolHoles holes;
    private final LogTrouble trouble;
    private final Disk disk;
    private final InstantSource clock;
    private final LogPump pump;
    private final Scratch batch = new Scratch();
    private final Map<AppName, LogPolicy> policies = new ConcurrentHashMap<>();

    // Of the log thread:
    private final Map<AppName, AppLog> open = new ConcurrentHashMap<>();
    private final Map<Incarnation, Tail> tails = new HashMap<>();
    private final Set<AppName> forgotten = new HashSet<>();
    /** What is to be done with a log that cannot be opened yet. */
    private final Map<AppName, ArrayDeque<Use>> waiting = new HashMap<>();

    private FileLogs(
            Path logs,
            Path records,
            SpoolSignals signals,
            SpoolHoles holes,
            LogTrouble trouble,
            Disk disk,
            InstantSource clock) {
        this.logs = logs;
        this.records = records;
        this.signals = signals;
        this.holes = holes;
        this.trouble = trouble;
        this.disk = disk;
        this.clock = clock;
        this.pump = new LogPump(signals, trouble, clock, batch);
    }

    /**
     * Starts the log thread.
     *
     * @param logs where the logs are, a directory per app; made when needed
     * @param records where it is kept how far they have been copied: on the same file system as the run directories,
     *     because both must be lost together
     * @param signals closed with the logs
     */
    public static FileLogs open(Path logs, Path records, SpoolSignals signals, SpoolHoles holes, LogTrouble trouble) {
        return open(logs, records, signals, holes, trouble, Disk.REAL, InstantSource.system());
    }

    static FileLogs open(
            Path logs,
            Path records,
            SpoolSignals signals,
            SpoolHoles holes,
            LogTrouble trouble,
            Disk disk,
            InstantSource clock) {
        var opened = new FileLogs(logs, records, signals, holes, trouble, disk, clock);
        opened.pump.start();
        return opened;
    }

    @Override
    public void declare(AppName app, LogPolicy policy) {
        policies.put(app, policy);
        pump.execute(() -> {
            forgotten.remove(app);
            var log = open.get(app);
            if (log != null) {
                log.policy = policy;
            }
        });
    }

    @Override
    public void attach(Incarnation incarnation, Path runDirectory) {
        onLog(incarnation.instance().app(), log -> {
            log.newest.merge(incarnation.instance().slot(), incarnation.number(), Math::max);
            if (!tails.containsKey(incarnation)) {
                join(new Tail(incarnation, runDirectory, log, holes, disk));
            }
        });
    }

    @Override
    public CompletableFuture<@Nullable Void> finished(Incarnation incarnation) {
        var done = new CompletableFuture<@Nullable Void>();
        onLog(incarnation.instance().app(), log -> {
            var tail = tails.get(incarnation);
            if (tail == null) {
                done.complete(null);
            } else {
                tail.ended = true;
                tail.released.add(() -> done.complete(null));
                pump.wake(tail);
            }
        });
        return done;
    }

    @Override
    public void note(Incarnation incarnation, String text) {
        long now = clock.millis();
        onLog(incarnation.instance().app(), log -> {
            var attached = tails.get(incarnation);
            var tail = attached == null ? new Tail(incarnation, null, log, holes, disk) : attached;
            tail.note(now, text);
            if (attached == null) {
                pump.join(tail);
            } else {
                pump.wake(tail);
            }
        });
    }

    @Override
    public void forget(AppName app) {
        pump.execute(() -> {
            forgotten.add(app);
            dropForgotten(app);
        });
    }

    @Override
    public LogReader query(LogQuery query) {
        var opened = new ArrayList<CompletableFuture<AppLog>>();
        for (var app : query.apps()) {
            var log = new CompletableFuture<AppLog>();
            pump.execute(() -> {
                try {
                    log.complete(logOf(app));
                } catch (IOException e) {
                    log.completeExceptionally(e);
                }
            });
            opened.add(log);
        }
        return new MergedReader(query, opened);
    }

    @Override
    public Path file(AppName app) {
        var log = open.get(app);
        return log == null ? declared(app) : log.current;
    }

    @Override
    public void close() {
        pump.close();
        signals.close();
    }

    /** Does something with the log of an app on the log thread; in order, once the log can be opened. */
    private void onLog(AppName app, Use use) {
        pump.execute(() -> {
            var queue = waiting.get(app);
            if (queue != null) {
                queue.add(use);
                return;
            }
            try {
                use.of(logOf(app));
            } catch (IOException e) {
                trouble.failing(
                        app,
                        "cannot open the log " + declared(app) + ": " + e
                                + ". Output waits until it can; look at the rights and the free space there");
                waiting.put(app, new ArrayDeque<>(List.of(use)));
                pump.executeIn(RETRY_NANOS, () -> retry(app));
            }
        });
    }

    private void retry(AppName app) {
        try {
            var log = logOf(app);
            trouble.recovered(app);
            var uses = waiting.remove(app);
            if (uses != null) {
                uses.forEach(use -> use.of(log));
            }
        } catch (IOException e) {
            pump.executeIn(RETRY_NANOS, () -> retry(app));
        }
    }

    private AppLog logOf(AppName app) throws IOException {
        var log = open.get(app);
        var path = declared(app);
        var wanted = path;
        if (open.values().stream().anyMatch(other -> !other.app.equals(app) && other.current.equals(wanted))) {
            path = byDefault(app); // Two apps in one file: each would cut off the lines of the other.
        }
        if (log != null && log.current.equals(path)) {
            return log;
        }
        // After a change of the file, incarnations that run go on into the old one.
        var commits = log == null ? Commits.load(record(app), disk) : log.commits;
        var policy = policies.getOrDefault(app, LogPolicy.DEFAULT);
        var opened = new AppLog(app, path, policy, commits, disk, clock, batch);
        if (log != null) {
            opened.newest.putAll(log.newest);
            log.close();
        }
        open.put(app, opened);
        return opened;
    }

    private void dropForgotten(AppName app) {
        boolean running = tails.values().stream().anyMatch(tail -> tail.log.app.equals(app));
        if (running || !forgotten.remove(app)) {
            return;
        }
        try {
            var log = open.remove(app);
            if (log != null) {
                log.close();
                log.idle();
            }
            policies.remove(app);
            disk.delete(record(app));
        } catch (IOException e) {
            trouble.failing(app, "cannot delete " + record(app) + ": " + e + ". Delete it by hand");
        }
    }

    private Path declared(AppName app) {
        return policies.getOrDefault(app, LogPolicy.DEFAULT).file().orElseGet(() -> byDefault(app));
    }

    private Path byDefault(AppName app) {
        return logs.resolve(app.value()).resolve("current.log");
    }

    private void join(Tail tail) {
        tails.put(tail.incarnation, tail);
        tail.released.add(() -> {
            tails.remove(tail.incarnation, tail);
            dropForgotten(tail.log.app);
        });
        pump.join(tail);
    }

    private Path record(AppName app) {
        return records.resolve(app.value() + ".commits");
    }
}
