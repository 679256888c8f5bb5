package daruma.supervisor.incident;

import static org.assertj.core.api.Assertions.assertThat;

import daruma.model.AppName;
import daruma.model.ExitStatus;
import daruma.model.Incarnation;
import daruma.model.Incident;
import daruma.model.InstanceId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FilingTest {
    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
    private static final Failure EXIT_1 = new Failure.Died(new ExitStatus.Exited(1));

    private final List<Kept> kept = new ArrayList<>();

    @Test
    void a_failure_that_was_not_seen_before_is_a_new_incident() {
        var filing = file(occurrence("web", 1, "r1", "Error: cannot find it", NOON));
        assertThat(filing).isInstanceOfSatisfying(Filing.First.class, first -> {
            assertThat(first.incident().count()).isEqualTo(1);
            assertThat(first.incident().title()).isEqualTo("Error: cannot find it");
            assertThat(first.incident().firstSeen()).isEqualTo(NOON);
        });
    }

    @Test
    void the_same_failure_is_counted_and_its_last_time_is_told() {
        file(occurrence("web", 1, "r1", "cannot find order 1", NOON));
        var later = NOON.plusSeconds(60);
        var filing = file(occurrence("web", 2, "r1", "cannot find order 2", later));
        assertThat(filing).isInstanceOfSatisfying(Filing.Again.class, again -> {
            assertThat(again.incident().number()).isEqualTo(1);
            assertThat(again.incident().count()).isEqualTo(2);
            assertThat(again.incident().firstSeen()).isEqualTo(NOON);
            assertThat(again.incident().lastSeen()).isEqualTo(later);
            assertThat(again.incident().title()).isEqualTo("cannot find order 2");
            assertThat(again.incident().last().number()).isEqualTo(2);
            assertThat(again.evidence()).isTrue();
        });
    }

    @Test
    void another_app_and_another_release_fail_on_their_own_but_with_the_same_fingerprint() {
        file(occurrence("web", 1, "r1", "cannot find it", NOON));
        assertThat(file(occurrence("api", 1, "r1", "cannot find it", NOON))).isInstanceOf(Filing.First.class);
        assertThat(file(occurrence("web", 2, "r2", "cannot find it", NOON))).isInstanceOf(Filing.First.class);
        assertThat(kept.stream().map(it -> it.incident().fingerprint()).distinct())
                .hasSize(1);
    }

    @Test
    void a_storm_of_one_failure_keeps_the_first_and_every_ten_seconds_the_latest() {
        int evidence = 0;
        for (int death = 1; death <= 300; death++) {
            var at = NOON.plus(Duration.ofMillis(100L * death));
            switch (file(occurrence("web", death, "r1", "cannot find order " + death, at))) {
                case Filing.First _ -> evidence++;
                case Filing.Again again -> evidence += again.evidence() ? 1 : 0;
            }
        }
        assertThat(kept).hasSize(1);
        assertThat(kept.getFirst().incident().count()).isEqualTo(300);
        assertThat(evidence).isEqualTo(3);
    }

    @Test
    void a_storm_of_ever_other_failures_is_told_by_its_cause_alone() {
        for (int death = 1; death <= 300; death++) {
            var word = "x".repeat(death);
            file(occurrence("web", death, "r1", "cannot find " + word, NOON.plusSeconds(death)));
        }
        assertThat(kept).hasSize(Filing.NEW_AT_MOST + 1);
        var rest = kept.getLast().incident();
        assertThat(rest.count()).isEqualTo(300 - Filing.NEW_AT_MOST);
        assertThat(rest.title()).startsWith("many different failures, the latest: cannot find xxx");
        // Another app is not held back by it, and this one is not for ever.
        assertThat(file(occurrence("api", 1, "r1", "cannot", NOON))).isInstanceOf(Filing.First.class);
        assertThat(file(occurrence("web", 301, "r1", "cannot at last", NOON.plusSeconds(3600))))
                .isInstanceOf(Filing.First.class);
    }

    @Test
    void a_clock_that_was_set_back_does_not_hold_evidence_back() {
        file(occurrence("web", 1, "r1", "cannot", NOON));
        assertThat(file(occurrence("web", 2, "r1", "cannot", NOON.minusSeconds(3600))))
                .isInstanceOfSatisfying(
                        Filing.Again.class,
                        again -> assertThat(again.evidence()).isTrue());
    }

    /** Decides, and keeps what was decided as the store would. */
    private Filing file(Occurrence occurrence) {
        var filing = Filing.of(kept, occurrence);
        switch (filing) {
            case Filing.First(var incident) ->
                kept.add(new Kept(numbered(incident, kept.size() + 1), occurrence.at(), 1_000));
            case Filing.Again(var incident, boolean evidence) ->
                kept.replaceAll(it -> it.incident().number() == incident.number()
                        ? new Kept(incident, evidence ? occurrence.at() : it.latestAt(), 2_000)
                        : it);
        }
        return filing;
    }

    static Incident numbered(Incident it, long number) {
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
                it.last());
    }

    private static Occurrence occurrence(String app, long launch, String release, String line, Instant at) {
        var incarnation = new Incarnation(new InstanceId(new AppName(app), 0), launch);
        return new Occurrence(incarnation, release, EXIT_1, Diagnosis.of(EXIT_1, List.of(line), List.of(line)), at);
    }
}
