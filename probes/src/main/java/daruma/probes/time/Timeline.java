package daruma.probes.time;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * One thread that does things at their times. Nothing that it runs may block: what blocks is done by threads of its own, which
 * {@link #post} what came of it. So what belongs to the timeline needs no lock.
 */
public final class Timeline implements AutoCloseable {
    private static final Logger LOG = System.getLogger(Timeline.class.getName());

    private final Object lock = new Object();
    private final ArrayDeque<Runnable> posted = new ArrayDeque<>();
    private final PriorityQueue<Entry> entries =
            new PriorityQueue<>(Comparator.comparingLong(Entry::nanos).thenComparingLong(Entry::number));
    private final Thread thread;
    private long numbers;
    private boolean closed;

    /** Something that is to be done at its time, unless it is cancelled. */
    public static final class Entry {
        private final long nanos;
        private final long number;
        private final Runnable task;
        private volatile boolean cancelled;
        private volatile boolean done;

        private Entry(long nanos, long number, Runnable task) {
            this.nanos = nanos;
            this.number = number;
            this.task = task;
        }

        private long nanos() {
            return nanos;
        }

        private long number() {
            return number;
        }

        /** Without effect if it is already done. */
        public void cancel() {
            cancelled = true;
        }

        /** Whether it was begun or cancelled. */
        public boolean done() {
            return done || cancelled;
        }
    }

    /** Starts the thread. */
    public Timeline(String name) {
        thread = Thread.ofPlatform().name(name).daemon().unstarted(this::run);
        thread.start();
    }

    /** The time by which {@link #at} goes. */
    public long now() {
        return System.nanoTime();
    }

    /** Runs it soon on the timeline's thread. Dropped if it is closed. */
    public void post(Runnable task) {
        synchronized (lock) {
            posted.add(task);
            lock.notifyAll();
        }
    }

    /** Runs it on the timeline's thread so long from now. */
    public Entry in(Duration wait, Runnable task) {
        return at(System.nanoTime() + wait.toNanos(), task);
    }

    /** Runs it on the timeline's thread at this time of {@link #now}; at once if it has passed. */
    public Entry at(long nanos, Runnable task) {
        synchronized (lock) {
            var entry = new Entry(nanos, numbers++, task);
            entries.add(entry);
            if (entries.peek() == entry) {
                lock.notifyAll();
            }
            return entry;
        }
    }

    /** Ends the thread; what was to be done is not done any more. */
    @Override
    public void close() {
        synchronized (lock) {
            closed = true;
            lock.notifyAll();
        }
    }

    private void run() {
        try {
            for (var task = next(); task != null; task = next()) {
                try {
                    task.run();
                } catch (RuntimeException | Error e) {
                    // One app's mistake must not end the probes of all.
                    LOG.log(Level.ERROR, "a task of the probes failed", e);
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits for it; null: closed. */
    private @Nullable Runnable next() throws InterruptedException {
        synchronized (lock) {
            while (!closed) {
                var entry = entries.peek();
                while (entry != null && entry.cancelled) {
                    entries.poll();
                    entry = entries.peek();
                }
                long now = System.nanoTime();
                if (entry != null && entry.nanos - now <= 0) {
                    entries.poll();
                    entry.done = true;
                    return entry.task;
                }
                var task = posted.poll();
                if (task != null) {
                    return task;
                }
                if (entry == null) {
                    lock.wait();
                } else {
                    long left = entry.nanos - now;
                    lock.wait(left / 1_000_000, (int) (left % 1_000_000));
                }
            }
            return null;
        }
    }
}
