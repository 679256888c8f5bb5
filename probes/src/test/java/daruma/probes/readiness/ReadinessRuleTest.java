package daruma.probes.readiness;

import static org.assertj.core.api.Assertions.assertThat;

import daruma.model.Readiness;
import daruma.model.Readiness.Rule;
import daruma.probes.readiness.ReadinessRule.Ready;
import daruma.probes.readiness.ReadinessRule.Sighting;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class ReadinessRuleTest {
    private static final OptionalInt NO_PORT = OptionalInt.empty();

    @Test
    void a_server_is_ready_with_the_first_port_it_listens_on() {
        assertThat(judge(Rule.AUTO, NO_PORT, seen(120, List.of(3000), false, 100, 1.0)))
                .hasValue(new Ready("listens on port 3000", OptionalInt.of(3000)));
    }

    @Test
    void a_program_that_says_that_it_is_ready_is_believed_without_having_been_told_to_say_it() {
        assertThat(judge(Rule.AUTO, NO_PORT, seen(120, List.of(), true, 100, 1.0)))
                .hasValue(new Ready("the program said that it is ready", NO_PORT, true));
        assertThat(judge(Rule.AUTO, OptionalInt.of(8080), seen(120, List.of(), true, 100, 1.0)))
                .hasValue(new Ready("the program said that it is ready", OptionalInt.of(8080), true));
    }

    @Test
    void a_program_that_promised_to_say_when_it_is_ready_is_waited_for_though_it_listens() {
        var listens = new Sighting(ms(5_000), List.of(3000), ms(4_000), false, true, ms(500), 0.0);
        assertThat(judge(Rule.AUTO, NO_PORT, listens)).isEmpty();
        assertThat(judge(Rule.AUTO, OptionalInt.of(3000), listens)).isEmpty();
        assertThat(judge(Rule.PORT, OptionalInt.of(3000), listens))
                .as("asked for by the user")
                .isPresent();
    }

    @Test
    void the_inspector_of_node_is_not_a_port_it_serves_on() {
        assertThat(judge(Rule.AUTO, NO_PORT, seen(120, List.of(9229), false, 100, 1.0)))
                .isEmpty();
        assertThat(judge(Rule.AUTO, NO_PORT, seen(120, List.of(9229, 9300), false, 100, 1.0))
                        .orElseThrow()
                        .port())
                .hasValue(9300);
    }

    @Test
    void a_declared_port_is_waited_for() {
        assertThat(judge(Rule.AUTO, OptionalInt.of(8080), seen(5_000, List.of(), false, 500, 0.0)))
                .isEmpty();
        assertThat(judge(Rule.AUTO, OptionalInt.of(8080), seen(5_000, List.of(8080), false, 500, 0.0)))
                .hasValue(new Ready("listens on port 8080", OptionalInt.of(8080)));
    }

    @Test
    void a_program_that_ignores_its_port_is_ready_after_two_seconds_and_told_on() {
        var early = new Sighting(ms(1_900), List.of(3000), ms(1_800), false, false, ms(500), 0.0);
        var late = new Sighting(ms(2_100), List.of(3000), ms(2_000), false, false, ms(500), 0.0);
        assertThat(judge(Rule.AUTO, OptionalInt.of(8080), early)).isEmpty();
        assertThat(judge(Rule.AUTO, OptionalInt.of(8080), late).orElseThrow().how())
                .contains("ignores PORT");
        assertThat(judge(Rule.PORT, OptionalInt.of(8080), late)).isEmpty();
    }

    @Test
    void a_worker_without_a_port_is_ready_once_it_has_lived_and_rests() {
        assertThat(judge(Rule.AUTO, NO_PORT, seen(900, List.of(), false, 400, 0.0)))
                .isEmpty();
        assertThat(judge(Rule.AUTO, NO_PORT, seen(1_050, List.of(), false, 400, 0.0)))
                .hasValue(new Ready("alive for 1s, opens no port", NO_PORT));
    }

    @Test
    void a_program_that_still_burns_cpu_is_not_called_ready_before_ten_seconds() {
        assertThat(judge(Rule.AUTO, NO_PORT, seen(3_000, List.of(), false, 400, 0.9)))
                .isEmpty();
        assertThat(judge(Rule.AUTO, NO_PORT, seen(10_000, List.of(), false, 400, 0.9)))
                .isPresent();
    }

    @Test
    void rest_is_not_believed_before_it_was_looked_at_long_enough() {
        assertThat(judge(Rule.AUTO, NO_PORT, seen(1_500, List.of(), false, 100, 0.0)))
                .isEmpty();
    }

    @Test
    void under_notify_nothing_counts_but_the_word_of_the_program() {
        assertThat(judge(Rule.NOTIFY, OptionalInt.of(3000), seen(20_000, List.of(3000), false, 500, 0.0)))
                .isEmpty();
        assertThat(judge(Rule.NOTIFY, OptionalInt.of(3000), seen(50, List.of(), true, 0, 0.0)))
                .hasValue(new Ready("the program said that it is ready", OptionalInt.of(3000), true));
    }

    @Test
    void under_alive_only_time_counts() {
        assertThat(judge(Rule.ALIVE, NO_PORT, seen(999, List.of(3000), true, 500, 0.0)))
                .isEmpty();
        assertThat(judge(Rule.ALIVE, NO_PORT, seen(1_000, List.of(), false, 0, 1.0)))
                .isPresent();
    }

    @Test
    void a_program_with_a_socket_that_was_handed_to_it_is_not_ready_because_that_listens() {
        assertThat(judgeShared(false, seen(120, List.of(3000), false, 100, 1.0)))
                .isEmpty();
        assertThat(judgeShared(true, seen(120, List.of(3000), false, 100, 1.0)))
                .hasValue(new Ready("waits for connections on port 3000", OptionalInt.of(3000)));
        assertThat(judgeShared(false, seen(120, List.of(3000), true, 100, 1.0)))
                .hasValue(new Ready("the program said that it is ready", OptionalInt.of(3000), true));
        assertThat(judgeShared(false, seen(1_050, List.of(3000), false, 400, 0.0)))
                .isPresent();
        var promised = new Sighting(ms(5_000), List.of(3000), ms(4_000), false, true, ms(500), 0.0);
        assertThat(judgeShared(true, promised)).isEmpty();
    }

    private static java.util.Optional<Ready> judgeShared(boolean waits, Sighting seen) {
        return ReadinessRule.judgeShared(Readiness.DEFAULT, 3000, waits, seen);
    }

    private static java.util.Optional<Ready> judge(Rule rule, OptionalInt declared, Sighting seen) {
        return ReadinessRule.judge(
                new Readiness(rule, Readiness.DEFAULT.deadline(), Readiness.DEFAULT.settle()), declared, seen);
    }

    private static Sighting seen(long aliveMs, List<Integer> ports, boolean said, long observedMs, double cores) {
        return new Sighting(ms(aliveMs), ports, ms(0), said, false, ms(observedMs), cores);
    }

    private static Duration ms(long millis) {
        return Duration.ofMillis(millis);
    }
}
