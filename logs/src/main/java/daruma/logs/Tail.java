package daruma.logs;

import daruma.model.Incarnation;
import daruma.model.LogLine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is copied of one incarnation: its two spools, and Daruma's remarks in their place between the lines. */
final class Tail {
    private static final int MOST_NOTES = 1_000;

    /** A remark, to be added once so much of the spools has been read. */
    private record Note(long time, String text, List<Long> after) {}

    final Incarnation incarnation;
    final AppLog log;
    private final List<Spool> spools;
    private final Disk disk;
    private final byte[] noteHead;
    private final ArrayDeque<Note> notes = new ArrayDeque<>();
    /** Called when nothing of it is left. */
    final List<Runnable> released = new ArrayList<>();

    boolean ended;
    /** In the queue of those that have something to do. */
    boolean ready;
    /** When it is to be looked at again, System.nanoTime(); stale entries of the timer queue do not match it. */
    long wakeAtNanos;

    int failures;
    final List<SpoolSignals.Armed> armed = new ArrayList<>();

    /** @param directory null if there are no spools, only remarks */
    Tail(Incarnation incarnation, @Nullable Path directory, AppLog log, SpoolHoles holes, Disk disk) {
        this.incarnation = incarnation;
        this.log = log;
        this.disk = disk;
        this.ended = directory == null;
        this.spools = directory == null
                ? List.of()
                : List.of(
                        new Spool(incarnation, LogLine.Stream.OUT, directory.resolve("out"), log, holes),
                        new Spool(incarnation, LogLine.Stream.ERR, directory.resolve("err"), log, holes));
        this.noteHead =
                LineFormat.head(incarnation.instance().slot(), incarnation.number(), LogLine.Stream.NOTE, false);
    }

    void note(long time, String text) {
        try {
            look();
        } catch (IOException e) {
            // What was seen last is good enough for its place.
        }
        if (notes.size() == MOST_NOTES) {
            notes.removeFirst();
        }
        notes.add(new Note(
                time,
                text.replace('\n', ' '),
                spools.stream().map(spool -> spool.size).toList()));
    }

    /** Copies a chunk of each spool; the one that was written to first goes first. */
    boolean turn(Scratch in, InstantSource clock, long nanos) throws IOException {
        look();
        boolean more = false;
        var ordered = spools.size() == 2 && spools.get(1).written < spools.get(0).written ? spools.reversed() : spools;
        for (var spool : ordered) {
            more |= spool.copy(log, in, clock.millis(), nanos, ended);
        }
        while (!notes.isEmpty() && reached(notes.getFirst())) {
            var note = notes.getFirst();
            var text = note.text.getBytes(StandardCharsets.UTF_8);
            log.add(null, note.time, noteHead, text, 0, text.length, 0);
            log.commit();
            notes.removeFirst();
        }
        return more;
    }

    /** Whether all is copied that will ever come. */
    boolean drained() {
        return ended && notes.isEmpty() && spools.stream().allMatch(Spool::drained);
    }

    /** Deletes the spools and forgets them, in this order: one that is forgotten but still there would be copied again. */
    void release() throws IOException {
        close();
        for (var spool : spools) {
            disk.delete(spool.file);
        }
        for (var spool : spools) {
            log.release(spool.source);
        }
    }

    /** How much has been read; grows with everything that is done. */
    long progress() {
        return spools.stream().mapToLong(Spool::seen).sum();
    }

    /** When the oldest output that is not copied yet was written at the latest, milliseconds of the epoch. */
    long oldest() throws IOException {
        look();
        return spools.stream()
                .filter(spool -> !spool.drained())
                .mapToLong(spool -> spool.written)
                .min()
                .orElse(Long.MAX_VALUE);
    }

    /** When the begin of a line is to be shown, System.nanoTime(); null if there is none. */
    @Nullable
    Long showAtNanos() {
        return spools.stream()
                .map(Spool::showAtNanos)
                .filter(at -> at != null)
                .min((a, b) -> Long.signum(a - b))
                .orElse(null);
    }

    /** Asks to be told when one of the spools grows. */
    void arm(SpoolSignals signals, Runnable grown) throws IOException {
        for (var spool : spools) {
            armed.add(signals.arm(spool.file, spool.seen(), grown));
        }
    }

    void disarm() {
        armed.forEach(SpoolSignals.Armed::cancel);
        armed.clear();
    }

    void close() throws IOException {
        for (var spool : spools) {
            spool.close();
        }
    }

    private void look() throws IOException {
        for (var spool : spools) {
            spool.look();
        }
    }

    private boolean reached(Note note) {
        for (int i = 0; i < spools.size(); i++) {
            var spool = spools.get(i);
            if (spool.seen() < Math.min(note.after.get(i), spool.size)) {
                return false;
            }
        }
        return true;
    }
}
