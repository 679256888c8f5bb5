package daruma.logs;

import daruma.model.AppName;
import daruma.model.LogPolicy;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One app's log: adds lines to the current file, begins a new one by size and age, and makes each write count.
 *
 * <p>The log thread alone writes. Readers see the files up to {@link #end()}, which moves only after the commit; they
 * open files under {@link #opening}, so that no name changes its file in between.
 */
final class AppLog {
    /** A batch is written when it has grown to so many bytes: large enough to be cheap, small enough to stay in the cache. */
    private static final int WRITE_AT = 256 << 10;

    private static final int LARGEST_BATCH = LineFormat.LONGEST_LINE + 4_096;

    /** Beyond this a clock that went back is not jitter: lines of the new time belong into a new file. */
    private static final long CLOCK_WENT_BACK = TimeUnit.MINUTES.toMillis(1);

    private static final long REOPEN_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** How far the log has been written: what lies before it stays as it is. */
    record End(long generation, long length) {}

    final AppName app;
    final Path current;
    final ReentrantLock opening = new ReentrantLock();
    /** Threads that wait for more. */
    final Set<Thread> readers = ConcurrentHashMap.newKeySet();
    /** The newest incarnation of each slot that is known. */
    final Map<Integer, Long> newest = new ConcurrentHashMap<>();

    volatile LogPolicy policy;
    /** No more will come, under this name. */
    volatile boolean closed;

    private volatile End end = new End(1, 0);

    private final Disk disk;
    private final InstantSource clock;
    private final Scratch batch;
    final Commits commits;
    private int used;
    private @Nullable Spool source;
    private long upTo;
    private @Nullable FileChannel channel;
    private long openedNanos;
    private long generation;
    private long length;
    private long firstTime = -1;
    private long lastTime;
    private long stampedTime = -1;
    private byte[] stamp = new byte[0];

    /**
     * Opens the log and cuts off what does not count.
     *
     * @param batch shared with other logs, empty between turns
     */
    AppLog(AppName app, Path current, LogPolicy policy, Commits commits, Disk disk, InstantSource clock, Scratch batch)
            throws IOException {
        this.app = app;
        this.current = current;
        this.policy = policy;
        this.commits = commits;
        this.disk = disk;
        this.clock = clock;
        this.batch = batch;
        var mark = commits.last();
        var rotated = LogFiles.rotated(current);
        if (mark != null && mark.path() == current.toString().hashCode()) {
            lastTime = mark.lastTime();
            generation = mark.generation();
            length = mark.length();
            if (rotated.contains(generation)) {
                // It died between the renaming and the commit that tells of it.
                generation++;
                length = 0;
            }
            if (Files.exists(current)) {
                open();
            } else {
                length = 0;
            }
        } else {
            generation = rotated.isEmpty() ? 1 : rotated.getLast() + 1;
            length = Files.exists(current) ? Files.size(current) : 0;
            endTornLine();
            commits.append(null, 0, mark());
        }
        end = new End(generation, length);
        idle();
    }

    End end() {
        return end;
    }

    /**
     * Adds a line to the batch. The batch is written when it is full, and by {@link #commit()}.
     *
     * @param from spool it came from, null for a remark
     * @param time milliseconds of the epoch; moved up to the time of the line before
     * @param nextOffset where the spool goes on after this line
     */
    void add(@Nullable Spool from, long time, byte[] head, byte[] bytes, int start, int stop, long nextOffset)
            throws IOException {
        long at = Math.max(time, lastTime);
        int size = LineFormat.TIME + head.length + (stop - start) + 1;
        if (length + used > 0 && (length + used + size > policy.maxBytes() || (used == 0 && tooOld(at)))) {
            commit();
            rotate();
            at = Math.max(time, lastTime);
        }
        if (used >= WRITE_AT || used + size > LARGEST_BATCH) {
            commit();
        }
        if (at != stampedTime) {
            stamp = LineFormat.stamp(at);
            stampedTime = at;
        }
        if (length + used == 0) {
            firstTime = at;
        }
        var b = batch.atLeast(used + size);
        int n = used;
        System.arraycopy(stamp, 0, b, n, LineFormat.TIME);
        n += LineFormat.TIME;
        System.arraycopy(head, 0, b, n, head.length);
        n += head.length;
        System.arraycopy(bytes, start, b, n, stop - start);
        n += stop - start;
        b[n] = '\n';
        used = n + 1;
        lastTime = at;
        source = from;
        upTo = nextOffset;
    }

    /** Writes the batch and makes it count. If it throws, nothing has happened, and the batch is empty. */
    void commit() throws IOException {
        if (used == 0) {
            return;
        }
        int n = used;
        var from = source;
        used = 0;
        if (channel != null && System.nanoTime() - openedNanos > REOPEN_NANOS) {
            closeFile(); // Somebody may have emptied or moved the file.
        }
        var target = open();
        try {
            disk.write(target, ByteBuffer.wrap(batch.atLeast(n), 0, n), length);
            length += n;
            try {
                commits.append(from == null ? null : from.source, upTo, mark());
            } catch (IOException e) {
                length -= n;
                throw e;
            }
        } catch (IOException e) {
            disk.truncate(target, length); // No half a line for people who look at the file itself.
            throw e;
        }
        if (from != null) {
            from.committed = upTo;
        }
        published();
    }

    /** Forgets what was added since the last commit. */
    void abandon() {
        used = 0;
    }

    /** The spool is gone: nothing is remembered of it. */
    void release(Commits.Source spool) throws IOException {
        commits.release(spool, mark());
    }

    /** Closes what it has open, until the next line. */
    void idle() throws IOException {
        closeFile();
        commits.close();
    }

    void close() {
        closed = true;
        readers.forEach(LockSupport::unpark);
    }

    private boolean tooOld(long at) throws IOException {
        if (at - clock.millis() > CLOCK_WENT_BACK) {
            lastTime = 0;
            return true;
        }
        var age = policy.maxAge();
        if (age.isEmpty()) {
            return false;
        }
        if (firstTime < 0) {
            firstTime = LogFiles.firstTime(current);
        }
        return at - firstTime > age.get().toMillis();
    }

    private void rotate() throws IOException {
        opening.lock();
        try {
            closeFile();
            try {
                disk.move(current, LogFiles.path(current, generation));
            } catch (NoSuchFileException e) {
                // Somebody took it away, which is as good.
            }
            generation++;
            length = 0;
            firstTime = -1;
            published();
        } finally {
            opening.unlock();
        }
        commits.append(null, 0, mark());
        List<Long> rotated = LogFiles.rotated(current);
        for (long old : rotated.subList(0, Math.max(0, rotated.size() - (policy.maxFiles() - 1)))) {
            disk.delete(LogFiles.path(current, old));
        }
    }

    private FileChannel open() throws IOException {
        if (channel == null) {
            Files.createDirectories(current.getParent());
            var opened = FileChannel.open(
                    current, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.READ);
            channel = opened;
            openedNanos = System.nanoTime();
            long size = opened.size();
            if (size > length) {
                disk.truncate(opened, length);
            }
            length = Math.min(size, length);
        }
        return channel;
    }

    /** A machine that lost its power may have left half a line at the end. */
    private void endTornLine() throws IOException {
        if (length == 0) {
            return;
        }
        var file = open();
        var last = ByteBuffer.allocate(1);
        file.read(last, length - 1);
        if (last.get(0) != '\n') {
            disk.write(file, ByteBuffer.wrap(new byte[] {'\n'}), length);
            length++;
        }
    }

    private void closeFile() throws IOException {
        if (channel != null) {
            channel.close();
            channel = null;
        }
    }

    private Commits.Mark mark() {
        return new Commits.Mark(generation, length, lastTime, current.toString().hashCode());
    }

    private void published() {
        end = new End(generation, length);
        for (var reader : readers) {
            LockSupport.unpark(reader);
        }
    }
}
