package daruma.process.notify;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Tells the service manager that we are alive, which a process that hangs would say too if it were said by a timer: here a
 * {@code WATCHDOG=1} goes out only if the heart of the daemon has given a sign since the last one was asked for. And tells it
 * in a line for people how things are, when that has changed, at most once a second.
 *
 * @see <a href="https://man7.org/linux/man-pages/man3/sd_watchdog_enabled.3.html">sd_watchdog_enabled(3)</a>
 */
public final class Heartbeat implements AutoCloseable {
    /** Three times before the manager loses patience, so that one late sign is no death. */
    private static final int TIMES = 3;

    private static final long BETWEEN_STATUSES = Duration.ofSeconds(1).toNanos();

    private final ServiceNotify manager;
    private final Optional<Duration> interval;
    private final Consumer<Runnable> heart;
    private final Supplier<String> status;
    private final AtomicBoolean sign = new AtomicBoolean();
    private final AtomicBoolean changed = new AtomicBoolean(true);
    private final Thread thread;
    private String told = "";
    private volatile boolean closed;

    private Heartbeat(
            ServiceNotify manager, Optional<Duration> interval, Consumer<Runnable> heart, Supplier<String> status) {
        this.manager = manager;
        this.interval = interval;
        this.heart = heart;
        this.status = status;
        thread = Thread.ofPlatform().name("heartbeat").daemon().unstarted(this::run);
    }

    /**
     * How long the manager waits for a sign, by {@code WATCHDOG_USEC} and {@code WATCHDOG_PID}.
     *
     * @param pid of this process
     * @return empty if it does not wait for any
     */
    public static Optional<Duration> patience(Map<String, String> environment, long pid) {
        var micros = environment.getOrDefault("WATCHDOG_USEC", "");
        var who = environment.getOrDefault("WATCHDOG_PID", Long.toString(pid));
        return micros.matches("[1-9][0-9]{0,17}") && who.equals(Long.toString(pid))
                ? Optional.of(Duration.ofNanos(Math.multiplyExact(Long.parseLong(micros), 1_000L)))
                : Optional.empty();
    }

    /**
     * Begins.
     *
     * @param patience after which the manager takes us for dead; empty: it never does
     * @param heart is asked to run something soon; what never runs it is dead
     * @param status a line for people
     */
    public static Heartbeat start(
            ServiceNotify manager, Optional<Duration> patience, Consumer<Runnable> heart, Supplier<String> status) {
        var beat = new Heartbeat(manager, patience.map(p -> p.dividedBy(TIMES)), heart, status);
        if (manager.enabled()) {
            beat.thread.start();
        }
        return beat;
    }

    /** Says that the line for people may read differently now. Cheap, from any thread. */
    public void changed() {
        if (!changed.getAndSet(true)) {
            LockSupport.unpark(thread);
        }
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
    }

    private void run() {
        long now = System.nanoTime();
        long nextBeat = now;
        long nextStatus = now;
        while (!closed) {
            now = System.nanoTime();
            if (interval.isPresent() && now - nextBeat >= 0) {
                beat();
                nextBeat = now + interval.get().toNanos();
            }
            if (changed.get() && now - nextStatus >= 0) {
                changed.set(false);
                tell();
                nextStatus = now + BETWEEN_STATUSES;
            }
            sleepUntil(interval.isPresent() ? nextBeat : null, changed.get() ? nextStatus : null);
        }
    }

    private void beat() {
        if (sign.getAndSet(false)) {
            manager.send("WATCHDOG=1");
        }
        heart.accept(() -> sign.set(true));
    }

    private void tell() {
        var line = status.get();
        if (!line.equals(told) && manager.send("STATUS=" + line)) {
            told = line;
        }
    }

    private void sleepUntil(@Nullable Long one, @Nullable Long other) {
        if (one == null && other == null) {
            if (!changed.get() && !closed) {
                LockSupport.park(this);
            }
            return;
        }
        long now = System.nanoTime();
        long first = one == null ? Long.MAX_VALUE : one - now;
        long second = other == null ? Long.MAX_VALUE : other - now;
        LockSupport.parkNanos(this, Math.max(1, Math.min(first, second)));
    }
}
