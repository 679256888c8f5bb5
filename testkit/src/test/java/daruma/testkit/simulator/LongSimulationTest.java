package daruma.testkit.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A day of each seed; the profile "soak" has many of them. */
class LongSimulationTest {
    /** {@code -Ddaruma.day=8123} runs that history alone. */
    private static final Long ONE = Long.getLong("daruma.day");

    private static final int DAYS = Integer.getInteger("daruma.days", 20);

    @Test
    void a_day_of_faults_and_illness_keeps_every_invariant() {
        var first = ONE == null ? 1 : ONE;
        var last = ONE == null ? DAYS : ONE;
        var time = Duration.ZERO;
        for (var seed = first; seed <= last; seed++) {
            time = time.plus(
                    Simulation.runFor(Duration.ofDays(1), seed, Sabotage.NONE).simulated());
        }
        System.out.printf("%d histories, %d simulated hours%n", last - first + 1, time.toHours());
        assertThat(time).isGreaterThanOrEqualTo(Duration.ofDays(last - first + 1));
    }
}
