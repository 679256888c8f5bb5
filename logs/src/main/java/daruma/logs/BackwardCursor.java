package daruma.logs;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import org.jspecify.annotations.Nullable;

/** Reads one app's log from a place back to its begin, block by block, so that the last lines of a large log cost little. */
final class BackwardCursor implements Closeable {
    private static final int FIRST_BUFFER = 64 << 10;
    private static final int LARGEST_BUFFER = 2 * LineFormat.LONGEST;

    private final AppLog log;
    private long generation;
    /** Where in the file the line that was returned last begins; what comes next ends here. */
    private long lineEnd;

    private byte[] buffer = new byte[FIRST_BUFFER];
    /** Where in the file the buffer begins. */
    private long base;

    private int filled;
    private @Nullable FileChannel channel;

    BackwardCursor(AppLog log, Place end) {
        this.log = log;
        this.generation = end.generation();
        this.lineEnd = end.offset();
    }

    /** Where the line that was returned last begins. */
    Place place() {
        return new Place(generation, lineEnd);
    }

    /** The line before; null at the begin of the oldest file. */
    LineFormat.@Nullable Parsed previous() throws IOException {
        while (true) {
            if (lineEnd == 0) {
                if (!olderFile()) {
                    return null;
                }
                continue;
            }
            int stop = (int) (lineEnd - base);
            if (filled == 0 || stop <= 0) {
                if (!load(FIRST_BUFFER)) {
                    lineEnd = 0;
                    continue;
                }
                stop = (int) (lineEnd - base);
            }
            int start = stop - 1;
            while (start > 0 && buffer[start - 1] != '\n') {
                start--;
            }
            if (start == 0 && base > 0 && stop < LARGEST_BUFFER) {
                load(Math.max(FIRST_BUFFER, stop * 2)); // The line begins further ahead.
                continue;
            }
            lineEnd = base + start;
            var parsed = LineFormat.parse(buffer, start, stop - 1);
            if (parsed != null) {
                return parsed;
            }
        }
    }

    private boolean load(int size) throws IOException {
        if (channel == null && !open()) {
            return false;
        }
        size = Math.min(size, LARGEST_BUFFER);
        if (buffer.length < size) {
            buffer = new byte[size];
        }
        base = Math.max(0, lineEnd - size);
        filled = 0;
        int wanted = (int) (lineEnd - base);
        while (filled < wanted && channel != null) {
            int n = channel.read(ByteBuffer.wrap(buffer, filled, wanted - filled), base + filled);
            if (n < 0) {
                return false;
            }
            filled += n;
        }
        return true;
    }

    private boolean open() throws IOException {
        log.opening.lock();
        try {
            channel = FileChannel.open(
                    generation == log.end().generation() ? log.current : LogFiles.path(log.current, generation));
            return true;
        } catch (NoSuchFileException e) {
            return false;
        } finally {
            log.opening.unlock();
        }
    }

    private boolean olderFile() throws IOException {
        close();
        var older = LogFiles.rotated(log.current).stream()
                .filter(g -> g < generation)
                .reduce((a, b) -> b);
        if (older.isEmpty()) {
            return false;
        }
        generation = older.get();
        filled = 0;
        if (!open() || channel == null) {
            return false;
        }
        lineEnd = channel.size();
        return true;
    }

    @Override
    public void close() throws IOException {
        if (channel != null) {
            channel.close();
            channel = null;
        }
    }
}
