package daruma.state;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A disk in memory that knows what would be left of it if the power went now: names that were not forced with their directory
 * may be as before, and bytes that were not forced with their file may be missing.
 */
class FakeDisk implements StateFiles {
    /** What a power cut does to what was not forced. */
    enum Loss {
        NOTHING,
        EVERYTHING,
        HALF_OF_EACH_WRITE
    }

    /** The power went. */
    static final class PowerCut extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private static final class Content {
        byte[] forced = {};
        volatile byte[] written = {};
    }

    private final Map<Path, Content> names = new java.util.concurrent.ConcurrentSkipListMap<>();
    private final Map<Path, Content> forcedNames = new HashMap<>();
    private int steps;
    private int cutAt = Integer.MAX_VALUE;
    private volatile int failFrom = Integer.MAX_VALUE;
    private volatile int failUntil = Integer.MAX_VALUE;

    /** How many steps were taken. */
    int steps() {
        return steps;
    }

    /** The power goes before the step of this number, counted from 1 at the disk's beginning. */
    FakeDisk cutPowerAt(int step) {
        cutAt = step;
        return this;
    }

    /** Steps of these numbers fail as on a full disk; a write is half done by then. */
    FakeDisk failBetween(int first, int afterLast) {
        failFrom = first;
        failUntil = afterLast;
        return this;
    }

    /** What is found when the power is back. */
    FakeDisk afterPowerCut(boolean namesKept, Loss loss) {
        var after = new FakeDisk();
        (namesKept ? names : forcedNames).forEach((name, content) -> {
            var bytes = switch (loss) {
                case NOTHING -> content.written;
                case EVERYTHING -> content.forced;
                case HALF_OF_EACH_WRITE ->
                    Arrays.copyOf(
                            content.written,
                            content.forced.length + Math.max(0, content.written.length - content.forced.length) / 2);
            };
            after.put(name, bytes);
        });
        return after;
    }

    void put(Path file, byte[] bytes) {
        var content = new Content();
        content.forced = bytes;
        content.written = bytes;
        names.put(file, content);
        forcedNames.put(file, content);
    }

    /** Empty if there is no such file. */
    byte[] bytes(Path file) {
        return names.getOrDefault(file, new Content()).written;
    }

    @Override
    public List<Path> list(Path directory) throws IOException {
        step();
        return new ArrayList<>(names.keySet());
    }

    @Override
    public byte[] read(Path file) throws IOException {
        step();
        return find(file).written;
    }

    @Override
    public Output create(Path file) throws IOException {
        step();
        var content = new Content();
        names.put(file, content);
        return new FakeOutput(content);
    }

    @Override
    public Output append(Path file, long length) throws IOException {
        step();
        var content = find(file);
        content.written = Arrays.copyOf(content.written, (int) length);
        return new FakeOutput(content);
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        step();
        names.put(to, find(from));
        names.remove(from);
    }

    @Override
    public void delete(Path file) throws IOException {
        step();
        names.remove(file);
    }

    @Override
    public void forceDirectory(Path directory) throws IOException {
        step();
        forcedNames.clear();
        forcedNames.putAll(names);
    }

    private Content find(Path file) throws IOException {
        var content = names.get(file);
        if (content == null) {
            throw new NoSuchFileException(file.toString());
        }
        return content;
    }

    private void step() throws IOException {
        steps++;
        if (steps >= cutAt) {
            throw new PowerCut();
        }
        if (steps >= failFrom && steps < failUntil) {
            throw new IOException("No space left on device");
        }
    }

    private final class FakeOutput implements Output {
        private final Content content;

        FakeOutput(Content content) {
            this.content = content;
        }

        @Override
        public void write(byte[] bytes) throws IOException {
            try {
                step();
            } catch (IOException e) {
                add(Arrays.copyOf(bytes, bytes.length / 2));
                throw e;
            }
            add(bytes);
        }

        private void add(byte[] bytes) {
            var before = content.written;
            var after = Arrays.copyOf(before, before.length + bytes.length);
            System.arraycopy(bytes, 0, after, before.length, bytes.length);
            content.written = after;
        }

        @Override
        public void force() throws IOException {
            step();
            content.forced = content.written;
        }

        @Override
        public void truncate(long length) throws IOException {
            step();
            content.written = Arrays.copyOf(content.written, (int) length);
        }

        @Override
        public void close() throws IOException {
            step();
        }
    }
}
