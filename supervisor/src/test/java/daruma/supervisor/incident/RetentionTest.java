package daruma.supervisor.incident;

import static org.assertj.core.api.Assertions.assertThat;

import daruma.model.AppName;
import daruma.model.Incarnation;
import daruma.model.Incident;
import daruma.model.InstanceId;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class RetentionTest {
    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

    @Test
    void below_every_limit_nothing_goes() {
        assertThat(new Retention(3, 3, 100).excess(List.of(kept(1, "a", 10), kept(2, "b", 10))))
                .isEmpty();
    }

    @Test
    void those_not_seen_for_the_longest_time_go_first() {
        var seenAgain = new Kept(seen(1, "a", NOON.plusSeconds(99)), NOON, 10);
        assertThat(new Retention(2, 9, 100).excess(List.of(seenAgain, kept(2, "a", 10), kept(3, "a", 10))))
                .containsExactly(2L);
    }

    @Test
    void an_app_that_fails_in_many_ways_does_not_drive_out_the_others() {
        var kept = List.of(kept(1, "quiet", 1), kept(2, "loud", 1), kept(3, "loud", 1), kept(4, "loud", 1));
        assertThat(new Retention(3, 2, 100).excess(kept)).containsExactly(2L);
    }

    @Test
    void bytes_are_counted_from_the_latest_on_and_the_latest_always_stays() {
        assertThat(new Retention(9, 9, 100).excess(List.of(kept(1, "a", 60), kept(2, "a", 60))))
                .containsExactly(1L);
        assertThat(new Retention(9, 9, 100).excess(List.of(kept(1, "a", 1), kept(2, "a", 600))))
                .containsExactly(1L);
    }

    private static Kept kept(long number, String app, long bytes) {
        return new Kept(seen(number, app, NOON.plusSeconds(number)), NOON, bytes);
    }

    private static Incident seen(long number, String app, Instant last) {
        var name = new AppName(app);
        return new Incident(
                number,
                name,
                Incident.Kind.CRASH,
                "exit code 1",
                "exit code 1",
                List.of(),
                "000000000000",
                "r1",
                1,
                NOON,
                last,
                new Incarnation(new InstanceId(name, 0), 1));
    }
}
