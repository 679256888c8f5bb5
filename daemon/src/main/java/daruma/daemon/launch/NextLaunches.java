package daruma.daemon.launch;

import daruma.model.DesiredApp;
import daruma.model.Incarnation;
import daruma.model.InstanceId;
import daruma.model.Refused;
import daruma.model.RestartMode;
import daruma.process.launch.Child;
import daruma.process.launch.Launch;
import daruma.process.launch.Launcher;
import daruma.process.launch.Listener;
import daruma.process.launch.Standby;
import daruma.supervisor.lifecycle.LaunchOrder;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Shims that wait for the next incarnation of what runs, so that a program that dies is there again sooner by the start of a
 * shim; docs/adr/0011 tells why, and what keeps it honest. A launch that was prepared for something else than what is ordered
 * is given up, and everything is as if it had never been.
 */
final class NextLaunches {
    /** A shim that waits is for those whose falls are few and sudden; a thousand of them would be a burden. */
    static final int MOST = 32;
    /** Nothing is prepared while others start: they need the processors for what is wanted now. */
    private static final Duration QUIET = Duration.ofMillis(250);
    /** A restart that does not follow by then waits for something else than us. */
    private static final Duration AFTER_DEATH = Duration.ofSeconds(1);

    private final Launcher launcher;
    private final LaunchPreparation preparation;
    private final Duration settled;
    private final Duration quiet;
    private final Map<InstanceId, Incarnation> running = new ConcurrentHashMap<>();
    /** Made, taken and dropped under the map's lock of the instance: a launch waits for one that is just being made. */
    private final Map<InstanceId, Prepared> next = new ConcurrentHashMap<>();

    private final ReentrantLock oneAtATime = new ReentrantLock();
    private volatile long lastLaunch = System.nanoTime();

    private static final class Prepared {
        final LaunchOrder order;
        final Launch launch;
        final byte[] untimedRecord;
        final Standby shim;

        Prepared(LaunchOrder order, Launch launch, byte[] untimedRecord, Standby shim) {
            this.order = order;
            this.launch = launch;
            this.untimedRecord = untimedRecord;
            this.shim = shim;
        }
    }

    /** @param settled how long an instance must have been up before its next launch is prepared */
    NextLaunches(Launcher launcher, LaunchPreparation preparation, Duration settled) {
        this.launcher = launcher;
        this.preparation = preparation;
        this.settled = settled;
        quiet = settled.compareTo(QUIET) < 0 ? settled : QUIET;
    }

    /** It runs. */
    void isUp(Incarnation incarnation, DesiredApp app) {
        lastLaunch = System.nanoTime();
        if (app.spec().restart().mode() == RestartMode.NEVER || !preparation.canBeAhead(app.spec())) {
            return;
        }
        running.put(incarnation.instance(), incarnation);
        later(settled, () -> prepareInQuiet(incarnation, app));
    }

    /** It has ended, which is most often followed by a launch. */
    void hasEnded(Incarnation incarnation) {
        running.remove(incarnation.instance(), incarnation);
    }

    /** To be called when whoever heard of an end has done what he wanted about it at once. */
    void afterEnd(Incarnation incarnation) {
        var prepared = next.get(incarnation.instance());
        if (prepared != null) {
            later(AFTER_DEATH, () -> drop(prepared));
        }
    }

    /** Nothing is to follow. */
    void drop(InstanceId instance) {
        running.remove(instance);
        next.computeIfPresent(instance, (_, prepared) -> givenUp(prepared));
    }

    void dropAll() {
        running.clear();
        next.keySet().forEach(this::drop);
    }

    /**
     * Lets the prepared launch be what is ordered.
     *
     * @return empty if nothing was prepared for it; then there is no run directory
     */
    Optional<Child> launch(LaunchOrder order, Instant began, Listener listener) {
        var prepared = next.remove(order.incarnation().instance());
        if (prepared == null) {
            return Optional.empty();
        }
        try {
            if (prepared.order.equals(order) && preparation.isStill(prepared.launch, order)) {
                // Before the word: without it whatever runs there would be nobody's.
                LaunchPreparation.complete(prepared.launch, prepared.untimedRecord, began);
                var child = prepared.shim.go(listener);
                if (child.isPresent()) {
                    return child;
                }
            }
        } catch (IOException | Refused _) {
            // The usual way knows what to do, and what to say.
        }
        givenUp(prepared);
        return Optional.empty();
    }

    private void prepareInQuiet(Incarnation incarnation, DesiredApp app) {
        var sinceLaunch = Duration.ofNanos(System.nanoTime() - lastLaunch);
        if (sinceLaunch.compareTo(quiet) < 0) {
            later(quiet, () -> prepareInQuiet(incarnation, app));
        } else {
            prepare(incarnation, app);
        }
    }

    private void prepare(Incarnation incarnation, DesiredApp app) {
        oneAtATime.lock();
        try {
            next.compute(incarnation.instance(), (instance, there) -> {
                if (there != null || next.size() >= MOST || !incarnation.equals(running.get(instance))) {
                    return there;
                }
                return prepared(new LaunchOrder(new Incarnation(instance, incarnation.number() + 1), app));
            });
        } finally {
            oneAtATime.unlock();
        }
    }

    /** Null: it is prepared when it is ordered, and whatever is in the way is told then. */
    private @Nullable Prepared prepared(LaunchOrder order) {
        var incarnation = order.incarnation();
        try {
            preparation.makeAhead(incarnation);
        } catch (IOException _) {
            return null;
        }
        try {
            var launch = preparation.prepareAhead(order);
            var shim = launcher.standBy(launch, () -> later(Duration.ZERO, () -> gone(incarnation)));
            if (shim.isPresent()) {
                return new Prepared(order, launch, preparation.untimedRecord(order), shim.get());
            }
        } catch (IOException | Refused _) {
            // as if the shim could not wait
        }
        preparation.remove(incarnation);
        return null;
    }

    /** Somebody has ended the shim that waits. */
    private void gone(Incarnation incarnation) {
        next.computeIfPresent(
                incarnation.instance(),
                (_, prepared) -> prepared.order.incarnation().equals(incarnation) ? givenUp(prepared) : prepared);
    }

    private void drop(Prepared unused) {
        next.computeIfPresent(
                unused.order.incarnation().instance(),
                (_, prepared) -> prepared.equals(unused) ? givenUp(prepared) : prepared);
    }

    /** The shim writes nothing when it goes, so its directory can go first. */
    private @Nullable Prepared givenUp(Prepared prepared) {
        prepared.shim.close();
        preparation.remove(prepared.order.incarnation());
        return null;
    }

    private static void later(Duration wait, Runnable task) {
        Thread.ofVirtual().name("next-launch").start(() -> {
            try {
                Thread.sleep(wait);
                task.run();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        });
    }
}
