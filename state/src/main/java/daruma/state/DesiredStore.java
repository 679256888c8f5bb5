package daruma.state;

import daruma.state.ChangeOutcome.NotStored;
import daruma.state.ChangeOutcome.Stored;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The desired state on disk. A change is durable before it is answered; one that cannot be made so has not happened.
 *
 * <p>A generation is a file {@code desired.N}: a snapshot, then the changes since. When the changes outgrow the snapshot,
 * the next generation is written beside it, forced to the disk, renamed into place, the directory forced; only then is the
 * one before the last deleted. {@link Recovered} reads what such a directory can look like after any interruption.
 *
 * <p>Opening never fails: damaged files are set aside (once what could be saved of them is durable), and told in
 * {@link #notices()}. After a newer version has written the state, changes are refused and nothing is touched.
 *
 * <p>Any thread may call; changes happen one after another, each blocking for as long as the disk takes.
 */
public final class DesiredStore implements AutoCloseable {
    private static final String PREFIX = "desired.";
    private static final String TEMPORARY = PREFIX + "tmp";
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final long LEAST_JOURNAL_BYTES = 256 << 10;

    private final Path directory;
    private final StateFiles files;
    private final InstantSource clock;
    /** A journal shorter than this is not worth a new generation. */
    private final long leastJournalBytes;

    private final ReentrantLock lock = new ReentrantLock();
    private final Set<String> notices = new LinkedHashSet<>();
    private final boolean complete;
    /** Why no change is taken. */
    private final @Nullable String readOnly;

    private volatile DesiredState state;
    /** Files that are to be renamed away once their replacement is durable. */
    private List<Path> damaged = List.of();
    /** The last generation that is, or may be, on the disk. */
    private long generation;
    /** The journal of {@link #generation}; null if the next change has to begin a new one. */
    private StateFiles.@Nullable Output journal;

    private long snapshotBytes;
    private long journalBytes;

    private DesiredStore(Path directory, InstantSource clock, StateFiles files, long leastJournalBytes, Found found) {
        var recovered = Recovered.from(found.generations());
        this.directory = directory;
        this.files = files;
        this.clock = clock;
        this.leastJournalBytes = leastJournalBytes;
        this.state = recovered.state();
        this.complete = recovered.complete() && found.problem() == null;
        this.generation = found.generations().isEmpty()
                ? 0
                : found.generations().getLast().number();
        this.readOnly = found.problem() != null
                ? "cannot change the desired state: " + found.problem() + ". Repair that and restart the daemon"
                : recovered.future().isPresent()
                        ? "cannot change the desired state: it was written by a newer version of Daruma. Start that version "
                                + "again, or move the files " + directory.resolve(PREFIX)
                                + "* away; the apps run on as they are"
                        : null;
        this.notices.addAll(recovered.notices());
        if (found.problem() != null) {
            this.notices.add(found.problem() + "; starting without the apps that were declared");
        }
        if (readOnly == null && !found.generations().isEmpty()) {
            takeUp(found.generations());
        }
    }

    /**
     * Opens the store of a directory, which exists.
     *
     * @param clock for the names of files that are set aside
     */
    public static DesiredStore open(Path directory, InstantSource clock) {
        return open(directory, clock, DiskFiles.INSTANCE, LEAST_JOURNAL_BYTES);
    }

    static DesiredStore open(Path directory, InstantSource clock, StateFiles files, long leastJournalBytes) {
        return new DesiredStore(directory, clock, files, leastJournalBytes, find(directory, files));
    }

    /** The last state that is durable. */
    public DesiredState state() {
        return state;
    }

    /** What was found wrong at the start, and what was done about it. */
    public List<String> notices() {
        return List.copyOf(notices);
    }

    /**
     * Whether the state that was opened has every change that was ever answered. If not, an app that runs and is not in it
     * may still be wanted: leave it alone and say so.
     */
    public boolean complete() {
        return complete;
    }

    /**
     * Changes the state.
     *
     * @param command the new state of the old one; what it throws is passed on, and nothing has changed
     */
    public ChangeOutcome change(UnaryOperator<DesiredState> command) {
        lock.lock();
        try {
            var before = state;
            var wanted = command.apply(before);
            if (wanted.apps().equals(before.apps()) && wanted.nextId() == before.nextId()) {
                return new Stored(before);
            }
            if (readOnly != null) {
                return new NotStored(readOnly);
            }
            var after =
                    wanted.withRevision(before.revision() + 1).withNextId(Math.max(wanted.nextId(), before.nextId()));
            try {
                if (journal == null) {
                    beginGeneration(after);
                } else {
                    append(DesiredRecord.Change.between(before, after));
                }
            } catch (IOException e) {
                return new NotStored(
                        "cannot store the change: " + reason(e) + " (" + directory
                                + "). Nothing has changed and the apps run on; make room or repair the file system, then try again");
            }
            state = after;
            compactIfLong();
            return new Stored(after);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            abandonJournal();
        } finally {
            lock.unlock();
        }
    }

    /**
     * What a directory holds, the oldest generation first.
     *
     * @param problem why it could not be looked into; null if it could
     */
    private record Found(
            List<Recovered.Generation> generations,
            @Nullable String problem) {}

    private static Found find(Path directory, StateFiles files) {
        var found = new ArrayList<Recovered.Generation>();
        try {
            for (var file : files.list(directory)) {
                var number = numberOf(file);
                if (number >= 0) {
                    found.add(read(file, number, files));
                }
            }
        } catch (IOException e) {
            return new Found(List.of(), "cannot read " + directory + ": " + reason(e));
        }
        found.sort(Comparator.comparingLong(Recovered.Generation::number));
        return new Found(List.copyOf(found), null);
    }

    /** -1 if it is no generation. */
    private static long numberOf(Path file) {
        var name = String.valueOf(file.getFileName());
        return name.matches("desired\\.\\d{1,18}") ? Long.parseLong(name.substring(PREFIX.length())) : -1;
    }

    private static Recovered.Generation read(Path file, long number, StateFiles files) {
        try {
            return new Recovered.Generation(number, file, CheckedLines.parse(files.read(file)));
        } catch (IOException e) {
            return new Recovered.Generation(number, file, null);
        }
    }

    /** Goes on in the newest file if all is well; else writes what was saved into a new one. */
    private void takeUp(List<Recovered.Generation> found) {
        var newest = found.getLast();
        damaged = found.stream()
                .filter(each -> !each.whole())
                .map(Recovered.Generation::file)
                .toList();
        try {
            if (damaged.isEmpty()
                    && newest.lines() != null
                    && !newest.lines().values().isEmpty()) {
                snapshotBytes = CheckedLines.line(newest.lines().values().getFirst()).length;
                journalBytes = newest.lines().wholeBytes() - snapshotBytes;
                journal = files.append(newest.file(), newest.lines().wholeBytes());
            } else {
                beginGeneration(state);
            }
        } catch (IOException e) {
            notices.add("cannot write to " + directory + ": " + reason(e)
                    + "; changes are refused until that is repaired, and the apps run on");
        }
    }

    private void append(DesiredRecord.Change change) throws IOException {
        var output = journal;
        if (output == null) {
            throw new IllegalStateException("there is no journal to append to");
        }
        var line = CheckedLines.line(change.write());
        var length = snapshotBytes + journalBytes;
        try {
            output.write(line);
            output.force();
            journalBytes += line.length;
        } catch (IOException e) {
            takeBack(output, length);
            throw e;
        }
    }

    /** What was half written must not be read later; if that cannot be had, this file is not written any more. */
    private void takeBack(StateFiles.Output output, long length) {
        try {
            output.truncate(length);
            output.force();
        } catch (IOException e) {
            abandonJournal();
        }
    }

    private void beginGeneration(DesiredState content) throws IOException {
        var temporary = directory.resolve(TEMPORARY);
        var line = CheckedLines.line(new DesiredRecord.Snapshot(content).write());
        var output = files.create(temporary);
        var next = generation + 1;
        try {
            output.write(line);
            output.force();
            // From here on the file may be there after a crash, whatever we are told: the number is used up, and the
            // old
            // journal must not grow behind its back.
            generation = next;
            abandonJournal();
            files.rename(temporary, file(next));
            files.forceDirectory(directory);
        } catch (IOException e) {
            closeQuietly(output);
            deleteQuietly(temporary);
            if (generation == next) {
                deleteQuietly(file(next));
            }
            throw e;
        }
        journal = output;
        snapshotBytes = line.length;
        journalBytes = 0;
        setDamagedAside();
        deleteOld();
    }

    private void compactIfLong() {
        if (journal != null && journalBytes > Math.max(leastJournalBytes, 2 * snapshotBytes)) {
            try {
                beginGeneration(state);
            } catch (IOException e) {
                // The change is durable in the old generation; the next change tries again.
                notices.add("cannot shorten the journal in " + directory + ": " + reason(e));
            }
        }
    }

    private void setDamagedAside() {
        for (var file : damaged) {
            var aside = directory.resolve(file.getFileName() + ".damaged-" + STAMP.format(clock.instant()));
            try {
                files.rename(file, aside);
                notices.add("the damaged file was kept as " + aside);
            } catch (IOException e) {
                notices.add("cannot set " + file + " aside: " + reason(e));
            }
        }
        damaged = List.of();
    }

    /** Keeps this generation and the one before it. */
    private void deleteOld() {
        try {
            for (var file : files.list(directory)) {
                var number = numberOf(file);
                if (number >= 0 && number < generation - 1) {
                    deleteQuietly(file);
                }
            }
        } catch (IOException e) {
            notices.add("cannot list " + directory + ": " + reason(e));
        }
    }

    private Path file(long number) {
        return directory.resolve(PREFIX + number);
    }

    private void abandonJournal() {
        if (journal != null) {
            closeQuietly(journal);
            journal = null;
        }
    }

    private static void closeQuietly(StateFiles.Output output) {
        try {
            output.close();
        } catch (IOException e) {
            // What was forced is safe, and nothing else was promised.
        }
    }

    private void deleteQuietly(Path file) {
        try {
            files.delete(file);
        } catch (IOException e) {
            // A left-over is overwritten, or outnumbered by the next generation.
        }
    }

    private static String reason(IOException e) {
        var message = e.getMessage();
        return message == null ? e.getClass().getSimpleName() : message;
    }
}
