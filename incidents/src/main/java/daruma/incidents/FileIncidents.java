package daruma.incidents;

import daruma.model.Bundle;
import daruma.model.Incarnation;
import daruma.model.Incident;
import daruma.model.IncidentReport;
import daruma.supervisor.incident.Filing;
import daruma.supervisor.incident.Kept;
import daruma.supervisor.incident.Occurrence;
import daruma.supervisor.incident.Retention;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Incidents on disk.
 *
 * <pre>
 * incidents/
 *   last              the last number that was given
 *   12/
 *     incident        the record: what it is, how often it was seen
 *     1/              the first evidence, never replaced
 *     7/              the latest, by the count it was gathered at
 * </pre>
 *
 * <p>A bundle is written under a name that begins with a dot and renamed when all of it is on the disk: whoever reads finds
 * all of it or nothing. What was not finished is removed when the store is opened. Safe for use by many threads.
 */
public final class FileIncidents implements IncidentStore {
    private static final Logger LOG = System.getLogger(FileIncidents.class.getName());
    private static final String RECORD = "incident";
    private static final String LAST = "last";

    private final Path base;
    private final Retention retention;
    private final TreeMap<Long, Kept> kept = new TreeMap<>();
    private long last;

    private FileIncidents(Path base, Retention retention) {
        this.base = base;
        this.retention = retention;
    }

    /**
     * Reads what is there, and removes what was left half done. What cannot be read is left alone and not listed.
     *
     * @param base made when the first incident is kept
     */
    public static FileIncidents open(Path base, Retention retention) {
        var store = new FileIncidents(base, retention);
        try {
            store.load();
        } catch (IOException e) {
            LOG.log(Level.WARNING, "cannot read the incidents in {0}: {1}", base, e);
        }
        return store;
    }

    @Override
    public synchronized List<Incident> list() {
        return kept.values().stream()
                .map(Kept::incident)
                .sorted(Comparator.comparing(Incident::lastSeen)
                        .thenComparingLong(Incident::number)
                        .reversed())
                .toList();
    }

    @Override
    public synchronized Optional<IncidentReport> show(long number) {
        var it = kept.get(number);
        if (it == null) {
            return Optional.empty();
        }
        var bundles = new ArrayList<Bundle>();
        try {
            for (var directory : bundles(number)) {
                bundles.add(BundleFiles.read(directory, it.incident().app()));
            }
        } catch (IOException e) {
            LOG.log(Level.WARNING, "cannot read the evidence of incident {0}: {1}", number, e);
        }
        return Optional.of(new IncidentReport(it.incident(), bundles));
    }

    /**
     * Keeps one more occurrence, as far as it is worth keeping.
     *
     * @return the incident it belongs to
     * @throws IOException if it cannot be written; nothing of it is kept then, and what was kept before stays
     */
    public synchronized Filed file(Occurrence occurrence, Findings findings) throws IOException {
        BundleFiles.createDirectory(base);
        return switch (Filing.of(kept.values(), occurrence)) {
            case Filing.First(var incident) -> {
                var numbered = numbered(incident, last + 1);
                keepFirst(numbered, findings);
                dropExcess();
                yield new Filed(numbered, true, true);
            }
            case Filing.Again(var incident, boolean evidence) -> {
                keepAgain(incident, evidence, findings);
                yield new Filed(incident, false, evidence);
            }
        };
    }

    /**
     * Where an occurrence went.
     *
     * @param isNew whether it is the first of its kind in this release
     * @param evidence whether its evidence was kept
     */
    public record Filed(Incident incident, boolean isNew, boolean evidence) {}

    private void keepFirst(Incident incident, Findings findings) throws IOException {
        writeAtOnce(base.resolve(LAST), Long.toString(incident.number()).getBytes(StandardCharsets.US_ASCII), true);
        last = incident.number();
        var unfinished = base.resolve(".new");
        BundleFiles.delete(unfinished);
        try {
            BundleFiles.createDirectory(unfinished);
            long bytes = BundleFiles.write(unfinished.resolve("1"), incident.last(), findings);
            BundleFiles.writeFile(unfinished.resolve(RECORD), record(incident));
            BundleFiles.force(unfinished);
            Files.move(unfinished, directory(incident.number()), StandardCopyOption.ATOMIC_MOVE);
            kept.put(incident.number(), new Kept(incident, findings.at(), bytes));
            BundleFiles.force(base);
        } catch (IOException e) {
            BundleFiles.delete(unfinished);
            throw e;
        }
    }

    private void keepAgain(Incident incident, boolean evidence, Findings findings) throws IOException {
        var before = kept.get(incident.number());
        var directory = directory(incident.number());
        if (before == null) {
            return;
        }
        if (!evidence) {
            // A count is not worth waiting for the disk: a storm of deaths would wait for it at each.
            writeAtOnce(directory.resolve(RECORD), record(incident), false);
            kept.put(incident.number(), new Kept(incident, before.latestAt(), before.bytes()));
            return;
        }
        var old = bundles(incident.number());
        var unfinished = directory.resolve(".new");
        BundleFiles.delete(unfinished);
        try {
            BundleFiles.write(unfinished, incident.last(), findings);
            Files.move(unfinished, directory.resolve(Long.toString(incident.count())), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            BundleFiles.delete(unfinished);
            throw e;
        }
        writeAtOnce(directory.resolve(RECORD), record(incident), true);
        old.stream().skip(1).forEach(BundleFiles::delete);
        kept.put(incident.number(), new Kept(incident, findings.at(), BundleFiles.size(directory)));
        dropExcess();
    }

    private void dropExcess() {
        for (long number : retention.excess(kept.values())) {
            kept.remove(number);
            var hidden = base.resolve(".gone-" + number);
            try {
                // Out of sight at once: half deleted it would be half an incident.
                Files.move(directory(number), hidden, StandardCopyOption.ATOMIC_MOVE);
            } catch (IOException _) {
                hidden = directory(number);
            }
            BundleFiles.delete(hidden);
        }
    }

    private void load() throws IOException {
        for (var entry : BundleFiles.entries(base)) {
            var name = entry.getFileName().toString();
            if (name.startsWith(".")) {
                BundleFiles.delete(entry);
            } else if (name.equals(LAST)) {
                last = Math.max(last, number(Files.readString(entry).strip()).orElse(0L));
            } else {
                var number = number(name);
                if (number.isPresent()) {
                    last = Math.max(last, number.get());
                    load(number.get(), entry);
                }
            }
        }
        dropExcess();
    }

    private void load(long number, Path directory) {
        try {
            for (var entry : BundleFiles.entries(directory)) {
                if (entry.getFileName().toString().startsWith(".")) {
                    BundleFiles.delete(entry);
                }
            }
            var incident = IncidentForm.read(Lines.parse(Files.readString(directory.resolve(RECORD))));
            var bundles = bundles(number);
            if (bundles.isEmpty() || incident.number() != number) {
                throw new IOException("it has no evidence, or another's record");
            }
            for (var surplus : bundles.subList(1, Math.max(1, bundles.size() - 1))) {
                BundleFiles.delete(surplus);
            }
            var latest = BundleFiles.read(bundles.getLast(), incident.app());
            kept.put(number, new Kept(incident, latest.at(), BundleFiles.size(directory)));
        } catch (IOException e) {
            LOG.log(Level.WARNING, "incident {0} in {1} cannot be read: {2}", number, directory, e.getMessage());
        }
    }

    /** Its finished bundles, the first one first. */
    private List<Path> bundles(long number) throws IOException {
        return BundleFiles.entries(directory(number)).stream()
                .filter(entry -> number(entry.getFileName().toString()).isPresent())
                .sorted(Comparator.comparingLong(
                        entry -> number(entry.getFileName().toString()).orElse(0L)))
                .toList();
    }

    private Path directory(long number) {
        return base.resolve(Long.toString(number));
    }

    private static byte[] record(Incident incident) {
        return IncidentForm.write(incident).text().getBytes(StandardCharsets.UTF_8);
    }

    private static void writeAtOnce(Path file, byte[] content, boolean durably) throws IOException {
        var temporary = file.resolveSibling("." + file.getFileName());
        Files.deleteIfExists(temporary);
        try {
            BundleFiles.writeFile(temporary, content, durably);
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            BundleFiles.delete(temporary);
            throw e;
        }
    }

    private static Optional<Long> number(String name) {
        try {
            long number = Long.parseLong(name);
            return number > 0 ? Optional.of(number) : Optional.empty();
        } catch (NumberFormatException _) {
            return Optional.empty();
        }
    }

    private static Incident numbered(Incident it, long number) {
        Incarnation incarnation = it.last();
        return new Incident(
                number,
                it.app(),
                it.kind(),
                it.cause(),
                it.title(),
                it.frames(),
                it.fingerprint(),
                it.release(),
                it.count(),
                it.firstSeen(),
                it.lastSeen(),
                incarnation);
    }
}
