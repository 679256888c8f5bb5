package daruma.process.spool.polling;

import daruma.process.spool.SpoolWatch;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Looks at what is waited for every so often, and not at all while nobody waits. */
public final class PolledSpools implements SpoolWatch {
    private static final long EVERY_MILLIS = 50;

    /** Runs a task on the room's thread after some milliseconds. */
    @FunctionalInterface
    public interface Scheduler {
        void schedule(long milliseconds, Runnable task);
    }

    /** Gives blocks back to the file system. */
    @FunctionalInterface
    public interface Punch {
        boolean punch(Path file, long offset, long length);
    }

    private final Scheduler scheduler;
    private final Punch punch;
    private final Object lock = new Object();
    private final List<Waiting> waiting = new ArrayList<>();

    private final class Waiting implements Watch {
        private final BooleanSupplier due;
        private final Runnable task;

        Waiting(BooleanSupplier due, Runnable task) {
            this.due = due;
            this.task = task;
        }

        @Override
        public void cancel() {
            synchronized (lock) {
                waiting.remove(this);
            }
        }
    }

    public PolledSpools(Scheduler scheduler, Punch punch) {
        this.scheduler = scheduler;
        this.punch = punch;
    }

    @Override
    public Watch onGrowth(Path file, long readUpTo, Runnable grown) {
        boolean[] seen = {false};
        return add(
                () -> {
                    boolean there = file.toFile().exists();
                    boolean vanished = seen[0] && !there;
                    seen[0] = there;
                    return vanished || file.toFile().length() > readUpTo;
                },
                grown);
    }

    @Override
    public Watch onAppearance(Path file, Runnable appeared) {
        return add(() -> file.toFile().exists(), appeared);
    }

    @Override
    public boolean punch(Path file, long offset, long length) {
        if (offset < 0 || length <= 0) {
            throw new IllegalArgumentException("cannot punch " + length + " bytes at " + offset);
        }
        return punch.punch(file, offset, length);
    }

    private Watch add(BooleanSupplier due, Runnable task) {
        var watch = new Waiting(due, task);
        boolean first;
        synchronized (lock) {
            first = waiting.isEmpty();
            waiting.add(watch);
        }
        if (first) {
            scheduler.schedule(0, this::look);
        }
        return watch;
    }

    private void look() {
        List<Waiting> all;
        synchronized (lock) {
            all = List.copyOf(waiting);
        }
        for (var watch : all) {
            if (watch.due.getAsBoolean()) {
                boolean still;
                synchronized (lock) {
                    still = waiting.remove(watch);
                }
                if (still) {
                    watch.task.run();
                }
            }
        }
        synchronized (lock) {
            if (waiting.isEmpty()) {
                return;
            }
        }
        scheduler.schedule(EVERY_MILLIS, this::look);
    }
}
