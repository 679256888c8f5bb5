package daruma.probes.readiness;

import daruma.model.Incarnation;
import daruma.model.Readiness;
import daruma.probes.readiness.ReadinessRule.Ready;
import daruma.probes.readiness.ReadinessRule.Sighting;
import daruma.process.proc.ProcFs;
import daruma.process.proc.TreeReading;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Looks at programs that are starting until the rule calls them ready. One thread, asleep while nothing is starting.
 *
 * <p>Each round costs some reads of {@code /proc} per program, so the pause between rounds grows with what the last one
 * cost: hundreds of programs that start at once are looked at less often instead of being slowed down by being looked at.
 */
public final class ReadinessPoller implements AutoCloseable {
    private static final Duration FASTEST = Duration.ofMillis(10);
    private static final Duration SLOWEST = Duration.ofMillis(250);
    /** Looking is to take a fifth of a core at most, but for the slowest pace. */
    private static final int PAUSE_PER_COST = 4;

    private final ProcFs procFs;
    private final BiConsumer<Incarnation, Ready> found;
    private final Map<Incarnation, Watched> watched = new HashMap<>();
    private boolean closed;

    /**
     * Starts the thread.
     *
     * @param found called on it, once per watch at most; must not block
     */
    public ReadinessPoller(ProcFs procFs, BiConsumer<Incarnation, Ready> found) {
        this.procFs = procFs;
        this.found = found;
        Thread.ofPlatform().name("readiness").daemon().start(this::run);
    }

    /**
     * Begins to look at a program.
     *
     * @param port that it was told to serve on
     * @param roots processes whose trees belong to it
     * @param shared whether it was handed the socket of that port
     * @param age since its launch
     */
    public synchronized void watch(
            Incarnation incarnation,
            Readiness readiness,
            OptionalInt port,
            boolean shared,
            List<Integer> roots,
            Duration age) {
        watched.put(
                incarnation,
                new Watched(incarnation, readiness, port, shared, roots, System.nanoTime() - age.toNanos()));
        notifyAll();
    }

    public synchronized void forget(Incarnation incarnation) {
        watched.remove(incarnation);
    }

    /** The program said that it is ready. Without effect if it is not watched. */
    public synchronized void said(Incarnation incarnation) {
        var one = watched.get(incarnation);
        if (one != null) {
            one.said = true;
            notifyAll();
        }
    }

    /** The program said that it will say when it is ready. Without effect if it is not watched. */
    public synchronized void promised(Incarnation incarnation) {
        var one = watched.get(incarnation);
        if (one != null) {
            one.promised = true;
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        watched.clear();
        notifyAll();
    }

    private void run() {
        try {
            for (var round = next(); !round.isEmpty(); round = next()) {
                long began = System.nanoTime();
                for (var one : round) {
                    look(one, began);
                }
                pause(round, Duration.ofNanos(System.nanoTime() - began));
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** What to look at; empty: closed. */
    private synchronized List<Watched> next() throws InterruptedException {
        while (watched.isEmpty() && !closed) {
            wait();
        }
        return List.copyOf(watched.values());
    }

    private synchronized void pause(List<Watched> round, Duration cost) throws InterruptedException {
        long now = System.nanoTime();
        var youngest = SLOWEST;
        for (var one : round) {
            // A tenth of its age: what takes long may be noticed a little later.
            var own = Duration.ofNanos((now - one.launchedNanos) / 10);
            youngest = own.compareTo(youngest) < 0 ? own : youngest;
        }
        var pause = max(FASTEST, min(SLOWEST, max(youngest, cost.multipliedBy(PAUSE_PER_COST))));
        long until = now + pause.toNanos();
        boolean news = false;
        for (long left = pause.toNanos(); left > 0 && !closed && !news; left = until - System.nanoTime()) {
            wait(left / 1_000_000 + 1);
            // New ones are young, and a word that was said is to be acted on.
            news = watched.values().stream().anyMatch(one -> one.said || !round.contains(one));
        }
    }

    private void look(Watched one, long now) {
        var tree = procFs.tree(one.roots);
        var seen = one.sighting(tree, procFs, now);
        var ready = one.shared && one.port.isPresent()
                ? ReadinessRule.judgeShared(
                        one.readiness, one.port.getAsInt(), procFs.waitsOn(tree.pids(), one.port.getAsInt()), seen)
                : ReadinessRule.judge(one.readiness, one.port, seen);
        if (ready.isPresent() && remove(one)) {
            found.accept(one.incarnation, ready.get());
        }
    }

    private synchronized boolean remove(Watched one) {
        return watched.remove(one.incarnation, one);
    }

    private static Duration min(Duration a, Duration b) {
        return a.compareTo(b) <= 0 ? a : b;
    }

    private static Duration max(Duration a, Duration b) {
        return a.compareTo(b) >= 0 ? a : b;
    }

    private static final class Watched {
        final Incarnation incarnation;
        final Readiness readiness;
        final OptionalInt port;
        final boolean shared;
        final List<Integer> roots;
        final long launchedNanos;
        volatile boolean said;
        volatile boolean promised;
        private long listensSinceNanos;
        private boolean listens;
        private @Nullable Glance older;
        private @Nullable Glance newer;

        Watched(
                Incarnation incarnation,
                Readiness readiness,
                OptionalInt port,
                boolean shared,
                List<Integer> roots,
                long launchedNanos) {
            this.incarnation = incarnation;
            this.readiness = readiness;
            this.port = port;
            this.shared = shared;
            this.roots = List.copyOf(roots);
            this.launchedNanos = launchedNanos;
        }

        private record Glance(long nanos, long cpuTicks) {}

        Sighting sighting(TreeReading tree, ProcFs procFs, long now) {
            var ports = procFs.listeningPorts(tree.pids());
            if (!listens && !ports.isEmpty()) {
                listens = true;
                listensSinceNanos = now;
            }
            var glance = new Glance(now, tree.cpuTicks());
            if (newer == null || now - newer.nanos >= ReadinessRule.REST.toNanos()) {
                older = newer;
                newer = glance;
            }
            var since = older == null ? newer : older;
            var observed = Duration.ofNanos(now - since.nanos);
            double seconds = observed.toNanos() / 1e9;
            double cores =
                    seconds == 0 ? 0 : (double) (glance.cpuTicks - since.cpuTicks) / procFs.ticksPerSecond() / seconds;
            return new Sighting(
                    Duration.ofNanos(now - launchedNanos),
                    ports,
                    listens ? Duration.ofNanos(now - listensSinceNanos) : Duration.ZERO,
                    said,
                    promised,
                    observed,
                    cores);
        }
    }
}
