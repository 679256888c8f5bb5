package daruma.logs;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * How far an app's output has been copied: the one place that says which lines of the log count.
 *
 * <p>A file of 64-byte entries, one appended after each write to the log: a spool, how far it has been copied, and how
 * long the log was then. Whatever the log has beyond the last entry was written by a daemon that died before it could say
 * so; it is cut off, and read again from the spool. An entry never crosses a page, so that a kill leaves all of it or
 * nothing; its checksum guards against the rest. The file lies in the run directory: it must live exactly as long as the
 * spools do.
 */
final class Commits implements Closeable {
    private static final int ENTRY = 64;
    private static final int MAGIC = 0x44_4c_43_31;
    private static final int COMPACT_AT = 64 << 10;
    private static final long RELEASED = -1;

    /**
     * One spool.
     *
     * @param stream 1 out, 2 err
     */
    record Source(int slot, long incarnation, int stream) {}

    /**
     * The state of the log after a write.
     *
     * @param generation the number that the current file gets when it is rotated
     * @param length of the current file
     * @param lastTime of its last line, milliseconds of the epoch
     * @param path hash of the file's path: after a change of the path the length means nothing
     */
    record Mark(long generation, long length, long lastTime, int path) {}

    private final Path file;
    private final Disk disk;
    private final Map<Source, Long> offsets = new HashMap<>();
    private final byte[] bytes = new byte[ENTRY];
    private final ByteBuffer entry = ByteBuffer.wrap(bytes);
    private final CRC32C crc = new CRC32C();
    private @Nullable FileChannel channel;
    private @Nullable Mark last;
    private long end;

    private Commits(Path file, Disk disk) {
        this.file = file;
        this.disk = disk;
    }

    static Commits load(Path file, Disk disk) throws IOException {
        var commits = new Commits(file, disk);
        try {
            var all = Files.readAllBytes(file);
            var bytes = ByteBuffer.wrap(all);
            while (bytes.remaining() >= ENTRY && commits.take(bytes, all)) {
                commits.end += ENTRY;
            }
        } catch (NoSuchFileException e) {
            // The first time, or the first time since the machine was started.
        }
        return commits;
    }

    /** The log after the last write that counts; null if nothing is known. */
    @Nullable
    Mark last() {
        return last;
    }

    /** How far the spool has been copied. */
    long offset(Source source) {
        return offsets.getOrDefault(source, 0L);
    }

    /** Makes a write count: up to {@code offset} of the spool, if it came from one. */
    void append(@Nullable Source source, long offset, Mark mark) throws IOException {
        if (end > COMPACT_AT + 2L * ENTRY * offsets.size()) {
            compact();
        }
        write(open(), source, offset, mark, end);
        end += ENTRY;
        apply(source, offset, mark);
    }

    /** The spool is gone. */
    void release(Source source, Mark mark) throws IOException {
        append(source, RELEASED, mark);
    }

    void delete() throws IOException {
        close();
        disk.delete(file);
    }

    @Override
    public void close() throws IOException {
        if (channel != null) {
            channel.close();
            channel = null;
        }
    }

    private FileChannel open() throws IOException {
        if (channel == null) {
            Files.createDirectories(file.getParent());
            channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        }
        return channel;
    }

    private void compact() throws IOException {
        var mark = last;
        if (mark == null) {
            return;
        }
        var fresh = file.resolveSibling(file.getFileName() + ".tmp");
        long at = 0;
        try (var target = FileChannel.open(
                fresh, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            write(target, null, 0, mark, at);
            for (var known : offsets.entrySet()) {
                at += ENTRY;
                write(target, known.getKey(), known.getValue(), mark, at);
            }
        }
        close();
        disk.move(fresh, file);
        end = at + ENTRY;
    }

    private void write(FileChannel target, @Nullable Source source, long offset, Mark mark, long at)
            throws IOException {
        entry.clear();
        entry.putInt(MAGIC).putInt(0);
        entry.putInt(source == null ? 0 : source.slot())
                .putInt(source == null ? 0 : source.stream())
                .putLong(source == null ? 0 : source.incarnation())
                .putLong(offset);
        entry.putLong(mark.generation())
                .putLong(mark.length())
                .putLong(mark.lastTime())
                .putInt(mark.path())
                .putInt(0);
        entry.putInt(4, checksum(bytes, 0)).flip();
        disk.write(target, entry, at);
    }

    private int checksum(byte[] bytes, int from) {
        crc.reset();
        crc.update(bytes, from + 8, ENTRY - 8);
        return (int) crc.getValue();
    }

    private boolean take(ByteBuffer b, byte[] all) {
        int from = b.position();
        if (b.getInt(from) != MAGIC || b.getInt(from + 4) != checksum(all, from)) {
            return false;
        }
        b.position(from + 8);
        int slot = b.getInt();
        int stream = b.getInt();
        long incarnation = b.getLong();
        long offset = b.getLong();
        var mark = new Mark(b.getLong(), b.getLong(), b.getLong(), b.getInt());
        b.position(from + ENTRY);
        apply(stream == 0 ? null : new Source(slot, incarnation, stream), offset, mark);
        return true;
    }

    private void apply(@Nullable Source source, long offset, Mark mark) {
        last = mark;
        if (source != null && offset == RELEASED) {
            offsets.remove(source);
        } else if (source != null) {
            offsets.put(source, offset);
        }
    }
}
