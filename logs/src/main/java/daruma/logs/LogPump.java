package daruma.logs;

import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.HashSet;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The one thread that moves output from spools to logs. It owns every {@link Tail} and {@link AppLog}; others hand it tasks.
 *
 * <p>In turn, each tail that has something copies one chunk of each spool, so that a flooding app delays the others by a
 * chunk and no more. A tail with nothing new is looked at once more after a moment (lines written one by one are then
 * copied together), and after that sleeps until its directory changes. Asleep it holds no file open and costs no wake-up.
 */
final class LogPump {
    private static final long LINGER_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final long UNWATCHED_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long FIRST_RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long LAST_RETRY_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final long LAST_CHANCE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private record Wake(long atNanos, Runnable then) {}

    private final SpoolSignals signals;
    private final LogTrouble trouble;
    private final InstantSource clock;
    private final Scratch in = new Scratch();
    private final Scratch batch;
    private final ConcurrentLinkedQueue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final ArrayDeque<Tail> ready = new ArrayDeque<>();
    private final PriorityQueue<Wake> wakes = new PriorityQueue<>((a, b) -> Long.signum(a.atNanos - b.atNanos));
    private final Set<Tail> tails = new HashSet<>();
    private final Set<AppLog> troubled = new HashSet<>();
    private final Thread thread;
    private boolean joined;
    private volatile boolean closing;

    /** @param batch of every log, which is empty between turns */
    LogPump(SpoolSignals signals, LogTrouble trouble, InstantSource clock, Scratch batch) {
        this.signals = signals;
        this.trouble = trouble;
        this.clock = clock;
        this.batch = batch;
        this.thread = Thread.ofPlatform().name("log-pump").daemon().unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /** Runs the task on the log thread, before any further turn. */
    void execute(Runnable task) {
        tasks.add(task);
        LockSupport.unpark(thread);
    }

    /** On the log thread: runs the task later. */
    void executeIn(long nanos, Runnable task) {
        wakes.add(new Wake(System.nanoTime() + nanos, task));
    }

    /** On the log thread: the tail takes part from now on. */
    void join(Tail tail) {
        tails.add(tail);
        joined = true;
        wake(tail);
    }

    /** On the log thread: there may be something to do. */
    void wake(Tail tail) {
        if (!tail.ready && tails.contains(tail)) {
            tail.ready = true;
            ready.add(tail);
        }
    }

    void close() {
        closing = true;
        LockSupport.unpark(thread);
        try {
            thread.join(2 * LAST_CHANCE_NANOS / 1_000_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        while (!closing) {
            runTasks();
            long now = System.nanoTime();
            while (!wakes.isEmpty() && wakes.peek().atNanos - now <= 0) {
                wakes.poll().then.run();
            }
            if (joined) {
                oldestFirst();
            }
            for (int i = ready.size(); i > 0; i--) {
                var tail = ready.remove();
                tail.ready = false;
                turn(tail);
            }
            if (ready.isEmpty() && tasks.isEmpty() && !closing) {
                if (wakes.isEmpty()) {
                    in.shrink();
                    batch.shrink();
                    LockSupport.park(this);
                } else {
                    LockSupport.parkNanos(this, wakes.peek().atNanos - System.nanoTime());
                }
            }
        }
        lastTurns();
    }

    private void runTasks() {
        for (var task = tasks.poll(); task != null; task = tasks.poll()) {
            try {
                task.run();
            } catch (RuntimeException e) {
                // A mistake of ours: loud, but no reason to stop the logs of every app.
                thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
            }
        }
    }

    private void turn(Tail tail) {
        try {
            long before = tail.progress();
            boolean more = tail.turn(in, clock, System.nanoTime());
            if (tail.drained()) {
                tail.disarm();
                tail.release();
                tails.remove(tail);
                tail.log.idle();
                tail.released.forEach(Runnable::run);
            } else if (more) {
                wake(tail);
            } else if (tail.progress() != before || tail.ended) {
                wakeIn(tail, LINGER_NANOS);
            } else if (tail.armed.isEmpty()) {
                arm(tail);
            } else {
                sleep(tail);
            }
            if (tail.failures > 0) {
                tail.failures = 0;
                if (troubled.remove(tail.log)) {
                    trouble.recovered(tail.log.app);
                }
            }
        } catch (IOException | RuntimeException e) {
            failed(tail, e);
        }
    }

    /** Looked at again after arming: what was written in between gave no signal. */
    private void arm(Tail tail) {
        try {
            tail.arm(
                    signals,
                    () -> execute(() -> {
                        tail.disarm();
                        wake(tail);
                    }));
            wake(tail);
        } catch (IOException e) {
            tail.disarm();
            wakeIn(tail, UNWATCHED_NANOS);
        }
    }

    private void sleep(Tail tail) throws IOException {
        tail.close();
        tail.log.idle();
        var show = tail.showAtNanos();
        if (show != null) {
            wakeIn(tail, show - System.nanoTime());
        }
    }

    private void failed(Tail tail, Exception e) {
        tail.log.abandon();
        long delay = Math.min(LAST_RETRY_NANOS, FIRST_RETRY_NANOS << Math.min(tail.failures, 10));
        tail.failures++;
        wakeIn(tail, delay);
        if (troubled.add(tail.log)) {
            trouble.failing(
                    tail.log.app,
                    "cannot write the log of \"" + tail.log.app + "\": " + e
                            + ". Its output waits and is written when this is mended; look at the free space and the"
                            + " rights of " + tail.log.current.getParent());
        }
    }

    private void wakeIn(Tail tail, long nanos) {
        long at = System.nanoTime() + nanos;
        tail.wakeAtNanos = at;
        wakes.add(new Wake(at, () -> {
            if (tail.wakeAtNanos == at) { // and not put off since
                wake(tail);
            }
        }));
    }

    /** What waited while nobody copied is copied in the order of its time, because a log's times never go back. */
    private void oldestFirst() {
        joined = false;
        var oldest = new java.util.HashMap<Tail, Long>();
        for (var tail : ready) {
            try {
                oldest.put(tail, tail.oldest());
            } catch (IOException e) {
                oldest.put(tail, Long.MAX_VALUE);
            }
        }
        var sorted = ready.stream().sorted(Comparator.comparing(oldest::get)).toList();
        ready.clear();
        ready.addAll(sorted);
    }

    private void lastTurns() {
        long until = System.nanoTime() + LAST_CHANCE_NANOS;
        runTasks();
        var left = new ArrayDeque<>(tails);
        while (!left.isEmpty() && System.nanoTime() - until < 0) {
            var tail = left.remove();
            try {
                if (tail.turn(in, clock, System.nanoTime())) {
                    left.add(tail);
                }
            } catch (IOException | RuntimeException e) {
                tail.log.abandon(); // The spool keeps it for the next daemon.
            }
        }
        for (var tail : tails) {
            tail.disarm();
            try {
                tail.close();
                tail.log.idle();
            } catch (IOException e) {
                // Closed or not, nothing is lost: every write that counts is committed.
            }
        }
    }
}
