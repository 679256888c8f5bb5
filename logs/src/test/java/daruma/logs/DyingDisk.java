package daruma.logs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** A disk under a daemon that is killed at its n-th change: before it, in the middle of it, or right after it. */
final class DyingDisk implements Disk {
    enum Moment {
        BEFORE,
        AMID,
        AFTER
    }

    /** What the killed thread sees: nothing in the daemon catches it. */
    static final class Killed extends Error {
        private static final long serialVersionUID = 1L;
    }

    private final Moment moment;
    private int left;
    volatile boolean dead;

    DyingDisk(int dieAt, Moment moment) {
        this.left = dieAt;
        this.moment = moment;
    }

    private interface Change {
        void run() throws IOException;
    }

    @Override
    public void write(FileChannel channel, ByteBuffer bytes, long at) throws IOException {
        var half = bytes.duplicate().limit(bytes.remaining() / 2);
        change(() -> REAL.write(channel, bytes, at), () -> REAL.write(channel, half, at));
    }

    @Override
    public void truncate(FileChannel channel, long size) throws IOException {
        change(() -> REAL.truncate(channel, size), () -> {});
    }

    @Override
    public void move(Path from, Path to) throws IOException {
        change(() -> REAL.move(from, to), () -> {});
    }

    @Override
    public void delete(Path file) throws IOException {
        change(() -> REAL.delete(file), () -> {});
    }

    private synchronized void change(Change whole, Change part) throws IOException {
        left--;
        if (left > 0) {
            whole.run();
            return;
        }
        if (left == 0 && moment == Moment.AFTER) {
            whole.run();
        } else if (left == 0 && moment == Moment.AMID) {
            part.run();
        }
        dead = true;
        throw new Killed();
    }
}
