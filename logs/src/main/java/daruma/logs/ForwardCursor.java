package daruma.logs;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Reads one app's log from a place on, over all its files. */
final class ForwardCursor implements Closeable {
    private static final int FIRST_BUFFER = 64 << 10;
    private static final int LARGEST_BUFFER = 2 * LineFormat.LONGEST;

    private final AppLog log;
    private long generation;
    /** Where in the file the buffer ends. */
    private long offset;

    private byte[] buffer = new byte[FIRST_BUFFER];
    private int from;
    private int to;
    private @Nullable FileChannel channel;
    private boolean gap;

    ForwardCursor(AppLog log, Place start) {
        this.log = log;
        this.generation = start.generation();
        this.offset = start.offset();
    }

    /** Whether files were rotated away before they were read, since the last call. */
    boolean tookGap() {
        boolean was = gap;
        gap = false;
        return was;
    }

    /** The next line before {@code end}; null if there is none now. Lines that are not ours are passed over. */
    LineFormat.@Nullable Parsed next(Place end) throws IOException {
        while (true) {
            for (int i = from; i < to; i++) {
                if (buffer[i] == '\n') {
                    var parsed = LineFormat.parse(buffer, from, i);
                    from = i + 1;
                    if (parsed != null) {
                        return parsed;
                    }
                }
            }
            if (!fill(end)) {
                return null;
            }
        }
    }

    private boolean fill(Place end) throws IOException {
        while (true) {
            long limit =
                    generation < end.generation() ? Long.MAX_VALUE : generation == end.generation() ? end.offset() : 0;
            if (offset < limit && (channel != null || open())) {
                if (generation > end.generation()) {
                    return false;
                }
                int read = read(Math.min(limit, Long.MAX_VALUE) - offset);
                if (read > 0) {
                    return true;
                }
            }
            if (generation >= end.generation()) {
                if (generation == end.generation() && offset > end.offset() && from == to) {
                    startOver(generation); // Somebody emptied the file.
                    gap = true;
                }
                return false;
            }
            startOver(generation + 1);
        }
    }

    private int read(long most) throws IOException {
        System.arraycopy(buffer, from, buffer, 0, to - from);
        to -= from;
        from = 0;
        if (to == buffer.length) {
            if (to >= LARGEST_BUFFER) {
                to = 0; // No line of ours is so long.
            } else {
                buffer = Arrays.copyOf(buffer, buffer.length * 2);
            }
        }
        int n = channel == null
                ? -1
                : channel.read(ByteBuffer.wrap(buffer, to, (int) Math.min(most, buffer.length - to)), offset);
        if (n > 0) {
            to += n;
            offset += n;
        }
        return n;
    }

    /** Opens the file of the generation, or the first one after it that is still there. */
    private boolean open() throws IOException {
        log.opening.lock();
        try {
            long now = log.end().generation();
            while (generation <= now) {
                try {
                    channel =
                            FileChannel.open(generation == now ? log.current : LogFiles.path(log.current, generation));
                    return true;
                } catch (NoSuchFileException e) {
                    if (generation == now) {
                        return false;
                    }
                    gap = true;
                    startOver(generation + 1);
                }
            }
            return false;
        } finally {
            log.opening.unlock();
        }
    }

    private void startOver(long newGeneration) throws IOException {
        close();
        generation = newGeneration;
        offset = 0;
        from = 0;
        to = 0;
    }

    @Override
    public void close() throws IOException {
        if (channel != null) {
            channel.close();
            channel = null;
        }
    }
}
