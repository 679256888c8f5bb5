package daruma.daemon.launch;

import daruma.logs.SpoolCopying;
import daruma.model.AppName;
import daruma.model.DesiredApp;
import daruma.model.Errno;
import daruma.model.ExitStatus;
import daruma.model.Incarnation;
import daruma.model.InstanceId;
import daruma.model.ProcessId;
import daruma.model.Refused;
import daruma.model.Signal;
import daruma.process.launch.Adoption;
import daruma.process.launch.Child;
import daruma.process.launch.End;
import daruma.process.launch.Failure;
import daruma.process.launch.KillResult;
import daruma.process.launch.Launch;
import daruma.process.launch.Launcher;
import daruma.process.launch.Listener;
import daruma.process.launch.Outcome;
import daruma.process.launch.Reach;
import daruma.process.launch.Started;
import daruma.process.launch.Survivor;
import daruma.process.proc.ProcessIdentity;
import daruma.supervisor.lifecycle.Aim;
import daruma.supervisor.lifecycle.InstanceEvent;
import daruma.supervisor.lifecycle.LaunchOrder;
import daruma.supervisor.loop.ProcessLauncher;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Launches what the supervisor orders, each program under a shim with a run directory of its own, and tells it what
 * became of them.
 */
public final class ShimLauncher implements ProcessLauncher {
    private static final Logger LOG = System.getLogger(ShimLauncher.class.getName());
    private static final Duration KILL_PATIENCE = Duration.ofSeconds(10);
    /** What has been up for so long will not be needed again at once, and its fall is one that somebody notices. */
    public static final Duration SETTLED = Duration.ofSeconds(1);

    private final Launcher launcher;
    private final LaunchPreparation preparation;
    private final RunDirectories directories;
    private final SpoolCopying logs;
    private final Consumer<InstanceEvent.About> events;
    private final Executor signals;
    private final Function<List<Integer>, OptionalInt> ports;
    private final Supplier<Instant> now;
    private final NextLaunches next;
    private final Map<Incarnation, Launched> launched = new ConcurrentHashMap<>();
    /** What has ended and still has its run directory, with the copying of its last words. */
    private final Map<Incarnation, CompletableFuture<Void>> ended = new ConcurrentHashMap<>();
    /** The copying of the last words of each slot's last incarnation. */
    private final Map<InstanceId, CompletableFuture<Void>> lastWords = new ConcurrentHashMap<>();

    /**
     * @param events where news goes; must not block
     * @param signals runs what may take a while
     * @param ports the port that a tree with these roots serves on
     * @param now the supervisor's clock
     * @param settled how long an instance must have been up before its next launch is prepared
     */
    public ShimLauncher(
            Launcher launcher,
            LaunchPreparation preparation,
            RunDirectories directories,
            SpoolCopying logs,
            Consumer<InstanceEvent.About> events,
            Executor signals,
            Function<List<Integer>, OptionalInt> ports,
            Supplier<Instant> now,
            Duration settled) {
        this.launcher = launcher;
        this.preparation = preparation;
        this.directories = directories;
        this.logs = logs;
        this.events = events;
        this.signals = signals;
        this.ports = ports;
        this.now = now;
        next = new NextLaunches(launcher, preparation, settled);
    }

    @Override
    public void launch(LaunchOrder order) {
        var incarnation = order.incarnation();
        var began = now.get();
        var news = new News(order, began);
        launched.put(incarnation, news.self);
        var prepared = next.launch(order, began, news);
        if (prepared.isPresent()) {
            news.self.child = prepared.get();
            return;
        }
        Launch launch;
        try {
            launch = preparation.prepare(order, began);
        } catch (NoSocket e) {
            neverRan(incarnation, String.valueOf(e.getMessage()), 0);
            return;
        } catch (IOException e) {
            LOG.log(Level.WARNING, "no run directory for {0}: {1}", incarnation, e);
            neverRan(incarnation, "run-directory", 0);
            return;
        } catch (Refused e) {
            LOG.log(Level.WARNING, "cannot launch {0}: {1}", incarnation, e.getMessage());
            neverRan(incarnation, "user", Errno.ENOENT);
            return;
        }
        news.self.child = launcher.launch(launch, news);
    }

    /**
     * Takes over an incarnation of an earlier daemon.
     *
     * @param record as that daemon wrote it
     * @param newest whether it is the last one of its slot
     * @param found called once, with {@code Adopted} or {@code Ended}, on the launcher's thread
     */
    public void adopt(LaunchRecord record, boolean newest, Consumer<InstanceEvent.Found> found) {
        var incarnation = record.incarnation();
        var directory = directories.of(incarnation);
        logs.attach(incarnation, directory);
        var news = new Adopting(record, found);
        launched.put(incarnation, news.self);
        news.self.child = launcher.adopt(
                new Adoption(
                        directory,
                        newest ? Optional.of(directories.lock(incarnation.instance())) : Optional.empty(),
                        record.runId(),
                        preparation.groupOf(incarnation),
                        record.cShim(),
                        LaunchPreparation.STRAY_GRACE),
                news);
    }

    /** Copies the last words of an incarnation whose end is on record, and lets its run directory go. */
    public void discard(Incarnation incarnation) {
        logs.attach(incarnation, directories.of(incarnation));
        removeAfter(logs.finished(incarnation), incarnation);
    }

    @Override
    public void terminate(Incarnation incarnation, Signal signal) {
        next.drop(incarnation.instance());
        var it = launched.get(incarnation);
        if (it != null) {
            signals.execute(() -> it.with(child -> launcher.signal(child, signal.number(), Reach.TREE)));
        }
    }

    @Override
    public void kill(Incarnation incarnation) {
        var it = launched.get(incarnation);
        if (it != null) {
            signals.execute(() -> it.with(child -> {
                if (launcher.kill(child, KILL_PATIENCE) instanceof KillResult.Survived(var survivors)) {
                    events.accept(new InstanceEvent.Degraded(
                            incarnation, "these processes cannot be killed: " + describe(survivors)));
                }
            }));
        }
    }

    @Override
    public void forget(InstanceId instance) {
        next.drop(instance);
        lastWords.remove(instance);
        signals.execute(() -> preparation.forget(instance));
    }

    /**
     * Lets the run directory of an incarnation go whose end is on record. Any number of times.
     *
     * @param onceWritten runs a task when the record is in its file
     */
    public void release(Incarnation incarnation, Consumer<Runnable> onceWritten) {
        var drained = ended.remove(incarnation);
        if (drained != null) {
            onceWritten.accept(() -> removeAfter(drained, incarnation));
        }
    }

    /** Done when what the last incarnations of an app wrote before their end can be read in its log. */
    public CompletableFuture<Void> drained(AppName app) {
        return CompletableFuture.allOf(lastWords.entrySet().stream()
                .filter(entry -> entry.getKey().app().equals(app))
                .map(Map.Entry::getValue)
                .toArray(CompletableFuture<?>[]::new));
    }

    /** Ends what waits for launches that have not come. What runs goes on. */
    public void close() {
        next.dropAll();
    }

    /** The processes at the root of an incarnation's tree; empty if it does not run. */
    public List<Integer> roots(Incarnation incarnation) {
        var it = launched.get(incarnation);
        return it == null ? List.of() : it.roots;
    }

    /** The incarnation whose tree has its root in this process. */
    public Optional<Incarnation> withRoot(int pid) {
        for (var entry : launched.entrySet()) {
            if (entry.getValue().roots.contains(pid)) {
                return Optional.of(entry.getKey());
            }
        }
        return Optional.empty();
    }

    private static String describe(List<Survivor> survivors) {
        return survivors.stream().map(Survivor::toString).collect(Collectors.joining(", "));
    }

    /** What a program of the app is started with, but for the cookie. */
    public Map<String, String> environment(DesiredApp app, Incarnation incarnation) {
        return preparation.environment(app, incarnation);
    }

    private void neverRan(Incarnation incarnation, String stage, int errno) {
        over(incarnation, new ExitStatus.NeverRan(stage, errno), Duration.ZERO, now.get());
    }

    private void over(Incarnation incarnation, ExitStatus status, Duration uptime, Instant at) {
        gone(incarnation, new InstanceEvent.Ended(incarnation, status, uptime, at, false), events);
    }

    private <E> void gone(Incarnation incarnation, E event, Consumer<? super E> listener) {
        launched.remove(incarnation);
        preparation.gone(incarnation);
        next.hasEnded(incarnation);
        var drained = new CompletableFuture<Void>();
        ended.put(incarnation, drained);
        lastWords.put(incarnation.instance(), drained);
        listener.accept(event);
        next.afterEnd(incarnation);
        // Last: the copying is not to compete for a processor with the restart, which has just been asked for.
        var _ = logs.finished(incarnation).thenRun(() -> drained.complete(null));
    }

    private void removeAfter(CompletableFuture<?> drained, Incarnation incarnation) {
        // A log that could not be written keeps its spools: a later daemon tries again.
        var _ = drained.thenRun(() -> preparation.remove(incarnation));
    }

    static ExitStatus status(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Exited(int code, boolean _) -> new ExitStatus.Exited(code);
            case Outcome.Signaled(int signal, boolean core, boolean _) -> new ExitStatus.Signaled(signal, core);
            case Outcome.Unknown(String why) -> new ExitStatus.Unknown(why);
        };
    }

    /** A process of ours, as others may ask for it. */
    private static final class Launched {
        /** Set right after the launch; the launcher's thread may be faster. */
        volatile @Nullable Child child;

        volatile List<Integer> roots = List.of();

        void with(Consumer<Child> action) {
            var it = child;
            if (it != null) {
                action.accept(it);
            }
        }

        void started(Started started) {
            // The C shim adopts orphans of the tree, so its own descendants are all of it.
            roots = List.of(started.shim()
                    .map(ProcessIdentity::pid)
                    .orElse(started.program().pid()));
        }

        ProcessId process(Started started) {
            return new ProcessId(started.program().pid(), started.program().startTicks());
        }
    }

    private final class News implements Listener {
        final Launched self = new Launched();
        private final LaunchOrder order;
        private final Incarnation incarnation;
        private final Instant began;
        private boolean followed;

        News(LaunchOrder order, Instant began) {
            this.order = order;
            this.incarnation = order.incarnation();
            this.began = began;
        }

        @Override
        public void started(Started started) {
            follow();
            self.started(started);
            events.accept(new InstanceEvent.Launched(incarnation, self.process(started)));
            next.isUp(incarnation, order.app());
            started.notices().forEach(this::degraded);
        }

        @Override
        public void failed(Failure failure) {
            follow();
            neverRan(incarnation, failure.stage(), failure.errno());
        }

        @Override
        public void degraded(String notice) {
            events.accept(new InstanceEvent.Degraded(incarnation, notice));
        }

        @Override
        public void ended(End end) {
            follow();
            var at = now.get();
            over(incarnation, status(end.outcome()), uptime(end).orElse(Duration.between(began, at)), at);
        }

        /** Not before the first news: the shim has made the spools by then, and the launch did not wait for this. */
        private void follow() {
            if (!followed) {
                followed = true;
                logs.attach(incarnation, directories.of(incarnation));
            }
        }
    }

    private static Optional<Duration> uptime(End end) {
        return end.began().isPresent() && end.ended().isPresent()
                ? Optional.of(Duration.between(end.began().get(), end.ended().get()))
                        .filter(duration -> !duration.isNegative())
                : Optional.empty();
    }

    /** The first word about an adopted incarnation is what was found; what follows is news as of any other. */
    private final class Adopting implements Listener {
        final Launched self = new Launched();
        private final LaunchRecord record;
        private final Consumer<InstanceEvent.Found> found;
        private boolean alive;

        Adopting(LaunchRecord record, Consumer<InstanceEvent.Found> found) {
            this.record = record;
            this.found = found;
        }

        @Override
        public void started(Started started) {
            alive = true;
            self.started(started);
            preparation.adopted(record, self.roots);
            found.accept(new InstanceEvent.Adopted(
                    record.incarnation(),
                    self.process(started),
                    Aim.of(record.app(), record.incarnation().instance().slot()),
                    record.launchedAt(),
                    Optional.empty(),
                    ports.apply(self.roots)));
            next.isUp(record.incarnation(), record.app());
            started.notices().forEach(this::degraded);
        }

        @Override
        public void failed(Failure failure) {
            end(new ExitStatus.NeverRan(failure.stage(), failure.errno()), Duration.ZERO, now.get());
        }

        @Override
        public void degraded(String notice) {
            events.accept(new InstanceEvent.Degraded(record.incarnation(), notice));
        }

        @Override
        public void ended(End end) {
            var at = end.ended().orElseGet(now);
            var lived = uptime(end).orElse(Duration.between(record.launchedAt(), at));
            end(status(end.outcome()), lived.isNegative() ? Duration.ZERO : lived, at);
        }

        private void end(ExitStatus status, Duration uptime, Instant at) {
            if (alive) {
                over(record.incarnation(), status, uptime, at);
            } else {
                gone(
                        record.incarnation(),
                        new InstanceEvent.Ended(record.incarnation(), status, uptime, at, false),
                        found);
            }
        }
    }
}
