package daruma.supervisor.incident;

import daruma.model.Incident;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;

/** Where one more occurrence belongs, and whether its evidence is kept. */
public sealed interface Filing {
    /** A storm of one failure renews the latest evidence no more often than this. */
    Duration LATEST_EVERY = Duration.ofSeconds(10);

    /** So many new incidents of an app within {@link #NEW_WITHIN}; what is new beyond that is told by its cause alone. */
    int NEW_AT_MOST = 10;

    Duration NEW_WITHIN = Duration.ofMinutes(10);

    /**
     * Not seen before in this release: its evidence is the first.
     *
     * @param incident without the right number, which whoever keeps them gives it
     */
    record First(Incident incident) implements Filing {}

    /**
     * Seen before.
     *
     * @param incident with this occurrence counted
     * @param evidence whether its evidence takes the place of the latest
     */
    record Again(Incident incident, boolean evidence) implements Filing {}

    /** Decides, given all that is kept. */
    static Filing of(Collection<Kept> kept, Occurrence occurrence) {
        var same = find(kept, occurrence);
        if (same.isPresent()) {
            return again(same.get(), occurrence);
        }
        if (newOnes(kept, occurrence) < NEW_AT_MOST) {
            return new First(first(occurrence));
        }
        var coarse = occurrence.coarse();
        return find(kept, coarse).<Filing>map(it -> again(it, coarse)).orElseGet(() -> new First(first(coarse)));
    }

    private static Optional<Kept> find(Collection<Kept> kept, Occurrence occurrence) {
        return kept.stream()
                .filter(it -> it.incident()
                                .app()
                                .equals(occurrence.incarnation().instance().app())
                        && it.incident().release().equals(occurrence.release())
                        && it.incident()
                                .fingerprint()
                                .equals(occurrence.diagnosis().fingerprint()))
                .findFirst();
    }

    private static long newOnes(Collection<Kept> kept, Occurrence occurrence) {
        var since = occurrence.at().minus(NEW_WITHIN);
        return kept.stream()
                .map(Kept::incident)
                .filter(it ->
                        it.app().equals(occurrence.incarnation().instance().app())
                                && it.firstSeen().isAfter(since))
                .count();
    }

    private static Again again(Kept kept, Occurrence occurrence) {
        var before = kept.incident();
        // A clock that was set back must not stop the evidence for as long.
        boolean due = Duration.between(kept.latestAt(), occurrence.at()).abs().compareTo(LATEST_EVERY) >= 0;
        var incident = new Incident(
                before.number(),
                before.app(),
                before.kind(),
                occurrence.diagnosis().cause(),
                occurrence.diagnosis().title(),
                before.frames(),
                before.fingerprint(),
                before.release(),
                before.count() + 1,
                before.firstSeen(),
                occurrence.at(),
                occurrence.incarnation());
        return new Again(incident, due);
    }

    private static Incident first(Occurrence occurrence) {
        var diagnosis = occurrence.diagnosis();
        return new Incident(
                1,
                occurrence.incarnation().instance().app(),
                diagnosis.kind(),
                diagnosis.cause(),
                diagnosis.title(),
                diagnosis.frames(),
                diagnosis.fingerprint(),
                occurrence.release(),
                1,
                occurrence.at(),
                occurrence.at(),
                occurrence.incarnation());
    }
}
