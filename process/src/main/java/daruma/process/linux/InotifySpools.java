package daruma.process.linux;

import daruma.process.loop.EventLoop;
import daruma.process.spool.SpoolWatch;
import daruma.process.spool.polling.PolledSpools;
import daruma.process.sys.Flags;
import daruma.process.sys.LibC;
import daruma.process.sys.Memory;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Spools by inotify, on the loop's thread. A watch on a file is taken away when it fires: a writer in a hurry costs one
 * event per look of the reader. Directories are watched for new names only, as long as somebody waits for one.
 */
final class InotifySpools implements SpoolWatch {
    private static final int BUFFER = 16 * 1024;
    private static final int HEADER = 16;
    private static final int FILE_MASK = Flags.IN_MODIFY | Flags.IN_DELETE_SELF | Flags.IN_MOVE_SELF;
    private static final int DIRECTORY_MASK = Flags.IN_CREATE | Flags.IN_MOVED_TO;

    private final EventLoop loop;
    private final PolledSpools polling;
    private final int inotify;
    private final Memory buffer = Memory.of(BUFFER);
    private final Object lock = new Object();
    private final Map<Integer, List<Waiting>> waiting = new HashMap<>();

    /** Somebody who waits: for a file to grow ({@code name} empty), or for a name in a directory. */
    private final class Waiting implements Watch {
        private final int descriptor;
        private final String name;
        private final Runnable task;
        private boolean over;

        Waiting(int descriptor, String name, Runnable task) {
            this.descriptor = descriptor;
            this.name = name;
            this.task = task;
        }

        @Override
        public void cancel() {
            synchronized (lock) {
                if (!over) {
                    take();
                    dropIfAlone(descriptor);
                }
            }
        }

        /** Whether it was still to be told. */
        private boolean take() {
            boolean first = !over;
            over = true;
            var others = waiting.get(descriptor);
            if (first && others != null) {
                others.remove(this);
            }
            return first;
        }
    }

    /** Waits for a file to be there, then for it to grow. */
    private final class OnceThere implements Watch {
        private Watch current;
        private boolean cancelled;

        OnceThere(Path file, long readUpTo, Runnable grown) {
            // It may be told before this returns, but on the loop's thread, which needs the lock that we hold.
            current = onAppearance(file, () -> {
                synchronized (lock) {
                    if (!cancelled) {
                        current = onGrowth(file, readUpTo, grown);
                    }
                }
            });
        }

        @Override
        public void cancel() {
            synchronized (lock) {
                cancelled = true;
                current.cancel();
            }
        }
    }

    private InotifySpools(EventLoop loop, PolledSpools polling, int inotify) {
        this.loop = loop;
        this.polling = polling;
        this.inotify = inotify;
        loop.add(inotify, this::read);
    }

    /** By inotify if this process may have an instance, otherwise by polling. */
    static SpoolWatch open(EventLoop loop, PolledSpools polling) {
        int inotify = LibC.inotify_init1(Flags.O_CLOEXEC | Flags.O_NONBLOCK);
        return inotify < 0 ? polling : new InotifySpools(loop, polling, inotify);
    }

    @Override
    public Watch onGrowth(Path file, long readUpTo, Runnable grown) {
        Waiting watch;
        synchronized (lock) {
            int descriptor = add(file, FILE_MASK);
            if (descriptor < 0 && !new File(file.toString()).exists()) {
                // The usual case: the shim has not made it yet. Polling for as long as nothing is written would keep
                // hundreds of silent programs on our hands.
                return new OnceThere(file, readUpTo, grown);
            }
            if (descriptor < 0) {
                descriptor = add(file, FILE_MASK); // it came in between; or there are no watches left
            }
            if (descriptor < 0) {
                return polling.onGrowth(file, readUpTo, grown);
            }
            watch = register(descriptor, "", grown);
        }
        // Only now, so that nothing written in between is missed.
        if (file.toFile().length() > readUpTo) {
            tell(watch);
        }
        return watch;
    }

    @Override
    public Watch onAppearance(Path file, Runnable appeared) {
        var directory = file.toAbsolutePath().getParent();
        var name = file.getFileName();
        if (directory == null || name == null) {
            throw new IllegalArgumentException("not the name of a file: " + file);
        }
        Waiting watch;
        synchronized (lock) {
            int descriptor = add(directory, DIRECTORY_MASK);
            if (descriptor < 0) {
                return polling.onAppearance(file, appeared);
            }
            watch = register(descriptor, name.toString(), appeared);
        }
        if (new File(file.toString()).exists()) {
            tell(watch);
        }
        return watch;
    }

    @Override
    public boolean punch(Path file, long offset, long length) {
        return polling.punch(file, offset, length);
    }

    void close() {
        LibC.close(inotify);
    }

    private int add(Path path, int mask) {
        var text = Memory.text(path.toString());
        int descriptor = LibC.inotify_add_watch(inotify, text.address(), mask);
        text.keep();
        return descriptor;
    }

    private Waiting register(int descriptor, String name, Runnable task) {
        var watch = new Waiting(descriptor, name, task);
        waiting.computeIfAbsent(descriptor, _ -> new ArrayList<>(1)).add(watch);
        return watch;
    }

    private void tell(Waiting watch) {
        synchronized (lock) {
            if (!watch.take()) {
                return;
            }
            dropIfAlone(watch.descriptor);
        }
        loop.execute(watch.task);
    }

    private void dropIfAlone(int descriptor) {
        var others = waiting.get(descriptor);
        if (others != null && others.isEmpty()) {
            waiting.remove(descriptor);
            LibC.inotify_rm_watch(inotify, descriptor);
        }
    }

    private void read() {
        long length = LibC.read(inotify, buffer.address(), BUFFER);
        var due = new ArrayList<Runnable>();
        synchronized (lock) {
            for (int at = 0; at + HEADER <= length; ) {
                int descriptor = buffer.getInt(at);
                int mask = buffer.getInt(at + 4L);
                int nameLength = buffer.getInt(at + 12L);
                if ((mask & Flags.IN_Q_OVERFLOW) != 0) {
                    // Events were lost: everybody looks for himself.
                    for (int every : List.copyOf(waiting.keySet())) {
                        collect(every, "", true, due);
                    }
                } else {
                    collect(descriptor, name(at + HEADER, nameLength), false, due);
                }
                if ((mask & Flags.IN_IGNORED) != 0) {
                    // The file is gone, or we let go of it; whoever still waits here will hear nothing more.
                    collect(descriptor, "", true, due);
                }
                at += HEADER + nameLength;
            }
        }
        due.forEach(Runnable::run);
    }

    private void collect(int descriptor, String name, boolean all, List<Runnable> due) {
        for (var watch : List.copyOf(waiting.getOrDefault(descriptor, List.of()))) {
            if ((all || watch.name.equals(name)) && watch.take()) {
                due.add(watch.task);
            }
        }
        dropIfAlone(descriptor);
    }

    private String name(int at, int length) {
        var bytes = new byte[length];
        buffer.get(at, bytes, 0, length);
        int end = 0;
        while (end < length && bytes[end] != 0) {
            end++;
        }
        return new String(bytes, 0, end, StandardCharsets.UTF_8);
    }
}
