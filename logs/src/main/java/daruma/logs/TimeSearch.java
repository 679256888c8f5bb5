package daruma.logs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;

/** Finds a time in a log: over its files by their first lines, within one by halving, because times never go back there. */
final class TimeSearch {
    private static final int NEAR = 64 << 10;

    private TimeSearch() {}

    /** A place, at most a few lines too early, from which on all lines of {@code millis} and later are found. */
    static Place notAfter(AppLog log, AppLog.End end, long millis) throws IOException {
        var generations = new ArrayList<>(LogFiles.rotated(log.current));
        generations.removeIf(g -> g >= end.generation());
        generations.add(end.generation());
        for (long generation : generations.reversed()) {
            var file = generation == end.generation() ? log.current : LogFiles.path(log.current, generation);
            if (LogFiles.firstTime(file) < millis) {
                return new Place(generation, within(file, millis));
            }
        }
        return new Place(generations.getFirst(), 0);
    }

    private static long within(Path file, long millis) throws IOException {
        try (var channel = FileChannel.open(file)) {
            long low = 0;
            long high = channel.size();
            while (high - low > NEAR) {
                long middle = low + (high - low) / 2;
                long line = lineAfter(channel, middle, high);
                if (line < 0 || timeAt(channel, line) >= millis) {
                    high = middle;
                } else {
                    low = line;
                }
            }
            return low;
        } catch (NoSuchFileException e) {
            return 0;
        }
    }

    /** The begin of the first line after {@code from} that has a time; -1 if there is none before {@code to}. */
    private static long lineAfter(FileChannel channel, long from, long to) throws IOException {
        var bytes = ByteBuffer.allocate(NEAR);
        for (long at = from; at < to; at += bytes.limit()) {
            bytes.clear();
            if (channel.read(bytes, at) <= 0) {
                return -1;
            }
            bytes.flip();
            for (int i = 0; i < bytes.limit(); i++) {
                if (bytes.get(i) == '\n' && at + i + 1 < to && timeAt(channel, at + i + 1) >= 0) {
                    return at + i + 1;
                }
            }
        }
        return -1;
    }

    private static long timeAt(FileChannel channel, long line) throws IOException {
        var bytes = ByteBuffer.allocate(LineFormat.TIME + 1);
        channel.read(bytes, line);
        return LineFormat.time(bytes.array(), 0, bytes.position());
    }
}
