package daruma.logs;

import daruma.model.Incarnation;
import daruma.model.LogLine;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One file that an app appends its output to, and how far it has been copied.
 *
 * <p>Only whole lines are taken; the begin of a line stays in the spool until its end is there, until nothing was added to
 * it for a second, or until it is too long.
 */
final class Spool {
    /** Read at once: what fits the cache. */
    static final int CHUNK = 256 << 10;

    /** After so long the begin of a line is shown: somebody may be asked something. */
    static final long SILENCE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final int BLOCK = 4096;
    private static final int PUNCH_IDLE = 64 << 10;
    private static final int PUNCH_BUSY = 1 << 20;

    final Commits.Source source;
    final Path file;
    private final byte[] head;
    private final byte[] headGoesOn;
    private final byte[] headNote;
    private final SpoolHoles holes;

    /** Up to here the log has it; set by the log. */
    long committed;
    /** Size and time of the last write, as last looked at. */
    long size;

    long written;

    private @Nullable FileChannel channel;
    private long punched;
    private boolean canPunch = true;
    /** So many bytes after {@link #committed} are known to have no line end; since when that many. */
    private int clean;

    private long cleanSinceNanos;

    Spool(Incarnation incarnation, LogLine.Stream stream, Path file, AppLog log, SpoolHoles holes) {
        int slot = incarnation.instance().slot();
        this.source = new Commits.Source(slot, incarnation.number(), stream == LogLine.Stream.OUT ? 1 : 2);
        this.file = file;
        this.holes = holes;
        this.head = LineFormat.head(slot, incarnation.number(), stream, false);
        this.headGoesOn = LineFormat.head(slot, incarnation.number(), stream, true);
        this.headNote = LineFormat.head(slot, incarnation.number(), LogLine.Stream.NOTE, false);
        this.committed = log.commits.offset(source);
    }

    void look() throws IOException {
        try {
            var attributes = Files.readAttributes(file, BasicFileAttributes.class);
            size = attributes.size();
            written = attributes.lastModifiedTime().toMillis();
        } catch (NoSuchFileException e) {
            size = 0;
        }
        if (size < committed) {
            // The program emptied it, as "> /dev/stderr" in a shell does.
            committed = 0;
            clean = 0;
            punched = 0;
        }
    }

    /** What was read of it, copied or not. */
    long seen() {
        return committed + clean;
    }

    boolean drained() {
        return committed == size;
    }

    /** When the begin of a line is to be shown; empty if there is none. */
    @Nullable
    Long showAtNanos() {
        return clean == 0 ? null : cleanSinceNanos + SILENCE_NANOS;
    }

    /**
     * Copies a chunk of what was there at the last look.
     *
     * @param scratch overwritten
     * @param now wall clock, milliseconds
     * @param last nothing will be added to the spool
     * @return whether there is more to copy now
     */
    boolean copy(AppLog log, Scratch scratch, long now, long nanos, boolean last) throws IOException {
        long left = size - committed;
        if (left == 0) {
            return false;
        }
        var in = scratch.atLeast((int) Math.min(left, LineFormat.LONGEST));
        boolean show = last || (clean == left && nanos - cleanSinceNanos >= SILENCE_NANOS);
        if (clean > 0 && !show && stillClean(in, left)) {
            if (clean < left) {
                clean = (int) left;
                cleanSinceNanos = nanos;
            }
            return false;
        }
        int n = read(in, 0, committed, (int) Math.min(left, clean > 0 ? LineFormat.LONGEST : CHUNK));
        if (lost(log, in, n, now)) {
            return true;
        }
        int end = lastLineEnd(in, 0, n);
        if (end < 0 && n == CHUNK && left > n) {
            n += read(in, n, committed + n, (int) Math.min(left - n, LineFormat.LONGEST - n));
            end = lastLineEnd(in, CHUNK, n);
        }
        long time = Math.min(written, now);
        clean = 0;
        if (end >= 0) {
            lines(log, in, end, time);
        } else if (n == LineFormat.LONGEST) {
            int cut = characterBoundary(in, n);
            log.add(this, time, headGoesOn, in, 0, cut, committed + cut);
        } else if (n == left && show) {
            log.add(this, time, last ? head : headGoesOn, in, 0, n, committed + n);
        } else if (n == left) {
            clean = n;
            cleanSinceNanos = nanos;
        }
        log.commit();
        boolean more = clean == 0 && committed < size;
        punch(more ? PUNCH_BUSY : PUNCH_IDLE);
        return more;
    }

    void close() throws IOException {
        if (channel != null) {
            channel.close();
            channel = null;
        }
    }

    private void lines(AppLog log, byte[] in, int end, long time) throws IOException {
        long base = committed;
        int from = 0;
        while (from <= end) {
            int to = from;
            while (in[to] != '\n') {
                to++;
            }
            log.add(this, time, head, in, from, to, base + to + 1);
            from = to + 1;
        }
    }

    /** Whether what came since the last look still ends no line, and is not yet too long. */
    private boolean stillClean(byte[] in, long left) throws IOException {
        if (left >= LineFormat.LONGEST) {
            return false;
        }
        int n = read(in, 0, committed + clean, (int) (left - clean));
        return lastLineEnd(in, 0, n) < 0 && n == left - clean;
    }

    /**
     * Steps over what the shim dropped because nobody read it in time. Holes grow from the front: if there is data at the
     * begin of the chunk after it was read, then all of it was read whole.
     */
    private boolean lost(AppLog log, byte[] in, int n, long now) throws IOException {
        long backlog = size - committed;
        if (backlog < BLOCK || (in[0] != 0 && backlog < log.policy.spoolBytes() / 2)) {
            return false;
        }
        var told = holes.firstData(file, committed);
        long data = told.isPresent() ? told.getAsLong() : guessedData(log, in, n);
        if (data <= committed) {
            return false;
        }
        long gone = data - committed;
        clean = 0;
        var text = ("%d bytes of output were dropped here: more than %d bytes waited to be copied. "
                        + "Raise logs.spool if this must not happen")
                .formatted(gone, log.policy.spoolBytes());
        var bytes = text.getBytes(StandardCharsets.US_ASCII);
        log.add(this, now, headNote, bytes, 0, bytes.length, data);
        log.commit();
        return true;
    }

    /** Where a hole cannot be told from NULs that the program wrote: NULs up to the end of a block, if the cap was reached. */
    private long guessedData(AppLog log, byte[] in, int n) throws IOException {
        if (size - committed < log.policy.spoolBytes() / 2) {
            return committed;
        }
        n = read(in, 0, committed, n); // again, in case the hole came while it was read
        long at = committed;
        while (n > 0) {
            int nuls = 0;
            while (nuls < n && in[nuls] == 0) {
                nuls++;
            }
            at += nuls;
            if (nuls < n) {
                break;
            }
            n = read(in, 0, at, (int) Math.min(size - at, CHUNK));
        }
        long block = at == size ? at : at - at % BLOCK;
        return Math.max(block, committed);
    }

    private void punch(int least) {
        long whole = committed - committed % BLOCK;
        if (canPunch && whole - punched >= least) {
            canPunch = holes.punch(file, whole); // If not: the cap of the shim bounds it all the same.
            punched = whole;
        }
    }

    private int read(byte[] in, int at, long offset, int count) throws IOException {
        if (channel == null) {
            channel = FileChannel.open(file);
        }
        int n = 0;
        while (n < count) {
            int got = channel.read(ByteBuffer.wrap(in, at + n, Math.min(CHUNK, count - n)), offset + n);
            if (got < 0) {
                break;
            }
            n += got;
        }
        return n;
    }

    private static int lastLineEnd(byte[] in, int from, int to) {
        for (int i = to - 1; i >= from; i--) {
            if (in[i] == '\n') {
                return i;
            }
        }
        return -1;
    }

    /** The end of the last whole UTF-8 character, so that a cut goes through none. */
    private static int characterBoundary(byte[] in, int to) {
        for (int i = to - 1; i > to - 5; i--) {
            if ((in[i] & 0xC0) == 0xC0) {
                int length = Integer.numberOfLeadingZeros(~(in[i] << 24));
                return i + length > to ? i : to;
            }
            if (in[i] >= 0) {
                break;
            }
        }
        return to;
    }
}
