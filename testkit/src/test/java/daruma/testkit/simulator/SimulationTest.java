package daruma.testkit.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SimulationTest {
    /** {@code -Ddaruma.seed=8123} runs that history alone; {@code -Ddaruma.seeds=1000000} runs more of them. */
    private static final Long ONE = Long.getLong("daruma.seed");

    private static final int SEEDS = Integer.getInteger("daruma.seeds", 10_000);
    private static final int STEPS = 24;

    @Test
    void ten_thousand_histories_keep_every_invariant() {
        var time = Duration.ZERO;
        var launches = 0;
        var first = ONE == null ? 1 : ONE;
        var last = ONE == null ? SEEDS : ONE;
        for (var seed = first; seed <= last; seed++) {
            var result = Simulation.run(seed, STEPS, Sabotage.NONE);
            time = time.plus(result.simulated());
            launches += result.launches();
        }
        System.out.printf(
                "%d histories, %d simulated hours, %d launches%n", last - first + 1, time.toHours(), launches);
        assertThat(launches).isPositive();
    }

    @Test
    void the_same_seed_gives_the_same_history() {
        for (var seed = 1; seed <= 100; seed++) {
            assertThat(Simulation.run(seed, STEPS, Sabotage.NONE))
                    .as("seed %d", seed)
                    .isEqualTo(Simulation.run(seed, STEPS, Sabotage.NONE));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "LAUNCHES_TWICE, I1",
        "LOSES_ENDS, I2",
        "WRITES_TWICE, I6",
        "DOES_NOT_LOOK, I1",
        "FORGETS, I7 or I5",
        "CANNOT_STOP, I2",
        "HEALS_WITHOUT_ASKING, I5",
        "SLEEPS, I2",
        "TELLS_NO_CAUSE, I8",
        "READS_TORN_ENTRIES, I7"
    })
    void a_mistake_made_on_purpose_is_found(Sabotage sabotage, String invariant) {
        for (var seed = 1; seed <= 100; seed++) {
            var current = seed;
            var broken = catchThrowableOfType(Broken.class, () -> Simulation.run(current, STEPS, sabotage));
            if (broken != null) {
                assertThat(invariant.split(" or ")).contains(broken.invariant());
                assertThat(broken).hasMessageContaining("seed=" + seed + " step=");
                assertThat(broken).hasMessageContaining("-Ddaruma.seed=" + seed);
                return;
            }
        }
        assertThat(sabotage).as("found in 100 histories").isNull();
    }
}
