package daruma.daemon.readiness;

import daruma.process.spool.SpoolWatch;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Waits for the first newline in a file that a program appends to.
 *
 * @see <a href="https://skarnet.org/software/s6/notifywhenup.html">s6: service startup notifications</a>
 */
public final class FirstNewline implements SpoolWatch.Watch {
    /** In the run directory. */
    public static final String FILE = "ready-fd";

    private static final int CHUNK = 4096;

    private final SpoolWatch files;
    private final Path file;
    private final Runnable found;
    private long readUpTo;
    private boolean over;
    private SpoolWatch.@Nullable Watch next;

    private FirstNewline(SpoolWatch files, Path file, Runnable found) {
        this.files = files;
        this.file = file;
        this.found = found;
    }

    /**
     * Begins to wait, until there is a newline or the file is gone.
     *
     * @param found called once at most, maybe at once; must not block
     */
    static FirstNewline watch(SpoolWatch files, Path file, Runnable found) {
        var it = new FirstNewline(files, file, found);
        it.waitForMore();
        return it;
    }

    @Override
    public synchronized void cancel() {
        over = true;
        if (next != null) {
            next.cancel();
        }
    }

    private synchronized void waitForMore() {
        if (over) {
            return;
        }
        long before = readUpTo;
        var watch = files.onGrowth(file, before, this::look);
        // It may have fired from within, and then there is a newer one.
        if (readUpTo == before && !over) {
            next = watch;
        }
    }

    private synchronized void look() {
        if (over) {
            return;
        }
        var bytes = ByteBuffer.allocate(CHUNK);
        int count;
        try (var channel = FileChannel.open(file)) {
            count = channel.read(bytes, readUpTo);
        } catch (IOException _) {
            count = -1; // gone, and its program with it
        }
        if (count <= 0) {
            over = true;
            return;
        }
        for (int i = 0; i < count; i++) {
            if (bytes.get(i) == '\n') {
                over = true;
                found.run();
                return;
            }
        }
        readUpTo += count;
        waitForMore();
    }
}
