package daruma.process.loop;

import daruma.process.sys.EpollEvents;
import daruma.process.sys.Errno;
import daruma.process.sys.Flags;
import daruma.process.sys.LibC;
import daruma.process.sys.Memory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One thread in {@code epoll_wait}. Everything it waits for has a handler, which it calls; nothing else ever calls them, so
 * what belongs to the loop needs no lock. Registrations come from any thread.
 */
public final class EventLoop implements AutoCloseable {
    private static final int BATCH = 64;
    private static final long WAKE = 0;

    private final int epoll;
    private final int wake;
    private final Memory one = Memory.of(8).putLong(0, 1);
    private final ConcurrentHashMap<Long, Runnable> handlers = new ConcurrentHashMap<>();
    private final AtomicLong tokens = new AtomicLong(WAKE);
    private final Object lock = new Object();
    private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
    private final PriorityQueue<Timer> timers = new PriorityQueue<>(Comparator.comparingLong(Timer::at));
    private final AtomicBoolean closed = new AtomicBoolean();
    private final Thread thread;

    private record Timer(long at, Runnable task) {}

    public EventLoop(String name) {
        epoll = must("epoll_create1", LibC.epoll_create1(Flags.O_CLOEXEC));
        wake = must("eventfd", LibC.eventfd(0, Flags.O_CLOEXEC | Flags.O_NONBLOCK));
        register(wake, WAKE);
        thread = Thread.ofPlatform().name(name).daemon().unstarted(this::run);
        thread.start();
    }

    /** Whether this is the loop's own thread. */
    @SuppressWarnings("ReferenceEquality") // a thread is itself
    public boolean isCurrent() {
        return Thread.currentThread() == thread;
    }

    /**
     * Calls the handler whenever the descriptor has something to read or has hung up, until {@link #remove}.
     *
     * @return the token to remove it by
     */
    public long add(int descriptor, Runnable readable) {
        long token = tokens.incrementAndGet();
        handlers.put(token, readable);
        register(descriptor, token);
        return token;
    }

    /** Forgets a registration; to be called before its descriptor is closed. */
    public void remove(int descriptor, long token) {
        if (handlers.remove(token) != null) {
            LibC.epoll_ctl(epoll, Flags.EPOLL_CTL_DEL, descriptor, 0);
        }
    }

    /** Runs it on the loop's thread after what runs now. Dropped if the loop is closed. */
    public void execute(Runnable task) {
        synchronized (lock) {
            tasks.add(task);
        }
        if (!isCurrent()) {
            wake();
        }
    }

    /** Runs it on the loop's thread after so many milliseconds. */
    public void schedule(long milliseconds, Runnable task) {
        synchronized (lock) {
            timers.add(new Timer(System.nanoTime() + milliseconds * 1_000_000, task));
        }
        if (!isCurrent()) {
            wake();
        }
    }

    /** Stops the thread and waits until it has ended, unless it is the caller. */
    @Override
    public void close() {
        if (closed.getAndSet(true)) {
            return;
        }
        wake();
        if (!isCurrent()) {
            boolean interrupted = false;
            while (thread.isAlive()) {
                try {
                    thread.join();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void register(int descriptor, long token) {
        var event = new EpollEvents(1).set(0, Flags.EPOLLIN, token);
        must("epoll_ctl", LibC.epoll_ctl(epoll, Flags.EPOLL_CTL_ADD, descriptor, event.address()));
        event.keep();
    }

    private void wake() {
        LibC.write(wake, one.address(), 8);
        one.keep();
    }

    private void run() {
        var events = new EpollEvents(BATCH);
        var drain = Memory.of(8);
        while (!closed.get()) {
            int ready = LibC.epoll_wait(epoll, events.address(), BATCH, timeout());
            if (ready < 0 && ready != -Errno.EINTR) {
                must("epoll_wait", ready);
            }
            for (int i = 0; i < ready && !closed.get(); i++) {
                long token = events.data(i);
                if (token == WAKE) {
                    LibC.read(wake, drain.address(), 8);
                } else {
                    var handler = handlers.get(token);
                    if (handler != null) {
                        guarded(handler);
                    }
                }
            }
            runTasks();
            runTimers();
        }
        LibC.close(wake);
        LibC.close(epoll);
    }

    private int timeout() {
        synchronized (lock) {
            if (!tasks.isEmpty()) {
                return 0;
            }
            var next = timers.peek();
            if (next == null) {
                return -1;
            }
            long nanos = next.at() - System.nanoTime();
            return nanos <= 0 ? 0 : (int) Math.min(Integer.MAX_VALUE, (nanos + 999_999) / 1_000_000);
        }
    }

    private void runTasks() {
        List<Runnable> due;
        synchronized (lock) {
            if (tasks.isEmpty()) {
                return;
            }
            due = new ArrayList<>(tasks);
            tasks.clear();
        }
        due.forEach(this::guarded);
    }

    private void runTimers() {
        while (true) {
            Timer due;
            synchronized (lock) {
                due = timers.peek();
                if (due == null || due.at() - System.nanoTime() > 0) {
                    return;
                }
                timers.remove();
            }
            guarded(due.task());
        }
    }

    /** A handler that throws must not take everybody else's supervision with it. */
    private void guarded(Runnable task) {
        if (closed.get()) {
            return;
        }
        try {
            task.run();
        } catch (RuntimeException | Error e) {
            var handler = thread.getUncaughtExceptionHandler();
            if (handler != null) {
                handler.uncaughtException(thread, e);
            }
        }
    }

    private static int must(String call, int result) {
        if (result < 0) {
            throw new UncheckedIOException(new IOException(call + " failed with errno " + -result));
        }
        return result;
    }
}
