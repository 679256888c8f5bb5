package daruma.probes.readiness;

import daruma.process.spool.SpoolWatch;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Waits for the first newline in a file that a program appends to, and sees to it that the file takes no space worth mentioning:
 * it lies in memory, and a program may write to it for as long as it likes.
 *
 * @see <a href="https://skarnet.org/software/s6/notifywhenup.html">s6: service startup notifications</a>
 */
public final class FirstNewline implements SpoolWatch.Watch {
    /** In the run directory. */
    public static final String FILE = "ready-fd";

    /** What may lie in it. */
    static final int KEPT = 64 * 1024;

    private static final int CHUNK = 4096;

    private final SpoolWatch files;
    private final Path file;
    private final Runnable found;
    private long readUpTo;
    private long freedUpTo;
    private boolean said;
    private boolean over;
    private SpoolWatch.@Nullable Watch next;

    private FirstNewline(SpoolWatch files, Path file, Runnable found) {
        this.files = files;
        this.file = file;
        this.found = found;
    }

    /**
     * Begins to wait, until it is cancelled or the file is gone.
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
        // Once it has been said there is nothing more to be heard: only much of it is worth a look.
        var watch = files.onGrowth(file, said ? before + KEPT : before, this::look);
        // It may have fired from within, and then there is a newer one.
        if (readUpTo == before && !over) {
            next = watch;
        }
    }

    private synchronized void look() {
        if (over) {
            return;
        }
        try (var channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            if (!said && !read(channel)) {
                over = true;
                return;
            }
            while (!said && read(channel)) {
                free(channel);
            }
            if (said) {
                readUpTo = channel.size();
            }
            free(channel);
        } catch (IOException _) {
            over = true; // gone, and its program with it
            return;
        }
        waitForMore();
    }

    /** Whether there was anything to be read. */
    private boolean read(FileChannel channel) throws IOException {
        var bytes = ByteBuffer.allocate(CHUNK);
        int count = channel.read(bytes, readUpTo);
        for (int i = 0; i < count && !said; i++) {
            if (bytes.get(i) == '\n') {
                said = true;
                found.run();
            }
        }
        readUpTo += Math.max(0, count);
        return count > 0;
    }

    /** What was read is of no use to anybody. Where a file cannot have holes, it is cut short once nothing in it matters. */
    private void free(FileChannel channel) throws IOException {
        if (readUpTo - freedUpTo < KEPT) {
            return;
        }
        if (files.punch(file, freedUpTo, readUpTo - freedUpTo)) {
            freedUpTo = readUpTo;
        } else if (said) {
            channel.truncate(0); // its program appends
            readUpTo = 0;
            freedUpTo = 0;
        }
    }
}
