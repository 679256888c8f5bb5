package daruma.supervisor.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import daruma.model.Health;
import daruma.model.Probe;
import daruma.model.ProbeCheck;
import daruma.model.Refused;
import daruma.supervisor.health.ProbeState.Result;
import daruma.supervisor.health.ProbeState.Role;
import daruma.supervisor.health.ProbeState.Standing;
import daruma.supervisor.health.ProbeStates.Finding;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The rules of Kubernetes' probes, each as a row or a test. */
class ProbeStateConformanceTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static final ProbeCheck ANY = new ProbeCheck.Tcp(OptionalInt.empty());

    @Test
    void the_defaults_are_those_of_kubernetes() {
        assertThat(Probe.of(ANY))
                .isEqualTo(new Probe(
                        ANY, Duration.ZERO, Duration.ofSeconds(10), Duration.ofSeconds(1), 1, 3, Optional.empty()));
    }

    @ParameterizedTest
    @CsvSource({"STARTUP, UNKNOWN", "LIVENESS, SUCCESS", "READINESS, FAILURE"})
    void each_role_has_its_initial_value(Role role, Standing initial) {
        var state = ProbeState.begin(role, probe(1, 3));
        assertThat(state.standing()).isEqualTo(initial);
        assertThat(state.onHold()).isFalse();
    }

    /**
     * What a probe says after each of a row of checks. S: success, F: failure, E: the check could not be made; capitals of the
     * answer: the standing, with H where the probe is on hold.
     */
    @ParameterizedTest(name = "{0} {1}/{2} {3} -> {4}")
    @CsvSource({
        // role, success threshold, failure threshold, checks, standings
        "READINESS, 1, 3, S,          S",
        "READINESS, 1, 3, F F F F,    F F F F",
        "READINESS, 1, 3, S F F F,    S S S F",
        "READINESS, 1, 3, S F F S F F F, S S S S S S F", // consecutive ones only
        "READINESS, 1, 1, S F S F,    S F S F",
        "READINESS, 3, 3, S S S,      F F S",
        "READINESS, 3, 3, S S F S S S, F F F F F S",
        "READINESS, 2, 2, S S F S F F, F S S S S F",
        "READINESS, 1, 3, F F F S,    F F F S", // a readiness probe is never on hold
        "READINESS, 1, 3, S F F E F,  S S S S F", // an error neither counts nor breaks a row
        "READINESS, 2, 3, S E S,      F F S",
        "READINESS, 1, 3, E E E E,    F F F F",
        "LIVENESS,  1, 3, E E E E,    S S S S",
        "LIVENESS,  1, 3, F F S F F,  S S S S S",
        "LIVENESS,  1, 3, F F F,      S S FH",
        "LIVENESS,  1, 1, F,          FH",
        "LIVENESS,  1, 3, F F F S S,  S S FH FH FH", // on hold until another incarnation
        "LIVENESS,  1, 3, F E F E F,  S S S S FH",
        "STARTUP,   1, 3, F F S,      U U S",
        "STARTUP,   1, 3, F F F S,    U U FH FH",
        "STARTUP,   1, 3, E E E F F S, U U U U U S",
        "STARTUP,   1, 30, F F F F F F S, U U U U U U S"
    })
    void below_its_threshold_a_result_changes_nothing(
            Role role, int successes, int failures, String checks, String standings) {
        var state = ProbeState.begin(role, probe(successes, failures));
        var said = new ArrayList<String>();
        for (var check : checks.split(" ", -1)) {
            state = state.after(result(check));
            said.add(state.standing().name().charAt(0) + (state.onHold() ? "H" : ""));
        }
        assertThat(String.join(" ", said)).isEqualTo(standings);
    }

    @ParameterizedTest
    @CsvSource({"STARTUP", "LIVENESS"})
    void one_success_is_all_that_startup_and_liveness_may_ask_for(Role role) {
        assertThatThrownBy(() -> {
                    var _ = role == Role.STARTUP
                            ? Health.DEFAULT.withStartup(probe(2, 3))
                            : Health.DEFAULT.withLiveness(probe(2, 3));
                })
                .isInstanceOf(Refused.class)
                .hasMessageContaining("must be 1");
        assertThat(Health.DEFAULT.withReadiness(probe(2, 3)).readiness()).isPresent();
    }

    /** Which probes are checked; the columns are startup, liveness, readiness. */
    @ParameterizedTest(name = "all three, startup checks {0}, stopping {1} -> {2} {3} {4}")
    @CsvSource({
        "'',  false, true,  false, false",
        "F,   false, true,  false, false",
        "S,   false, false, true,  true",
        "F S, false, false, true,  true",
        "F F F, false, false, false, false", // failed: nothing is checked any more
        "S,   true,  false, false, true", // while stopping, readiness goes on
        "'',  true,  false, false, true",
    })
    void startup_gates_the_others_and_stopping_ends_all_but_readiness(
            String startup, boolean stopping, boolean checksStartup, boolean checksLiveness, boolean checksReadiness) {
        var states = ProbeStates.begin(all());
        for (var check : startup.isEmpty() ? new String[0] : startup.split(" ", -1)) {
            states = states.after(Role.STARTUP, result(check)).next();
        }
        if (stopping) {
            states = states.whileStopping();
        }
        assertThat(states.checks(Role.STARTUP)).isEqualTo(checksStartup);
        assertThat(states.checks(Role.LIVENESS)).isEqualTo(checksLiveness);
        assertThat(states.checks(Role.READINESS)).isEqualTo(checksReadiness);
    }

    @Test
    void results_of_probes_that_are_gated_are_thrown_away() {
        var states = ProbeStates.begin(all());
        for (int i = 0; i < 5; i++) {
            var step = states.after(Role.LIVENESS, Result.FAILURE);
            assertThat(step.finding()).isEmpty();
            states = step.next();
        }
        assertThat(states.after(Role.READINESS, Result.SUCCESS).next().ready()).isFalse();
    }

    @Test
    void ready_means_started_and_the_readiness_probe_succeeds() {
        var states = ProbeStates.begin(all());
        assertThat(states.ready()).isFalse();
        var started = states.after(Role.STARTUP, Result.SUCCESS);
        assertThat(started.finding()).contains(Finding.STARTED);
        assertThat(started.next().ready()).isFalse();
        var ready = started.next().after(Role.READINESS, Result.SUCCESS);
        assertThat(ready.finding()).contains(Finding.READY);
        assertThat(ready.next().ready()).isTrue();
    }

    @Test
    void without_probes_nothing_stands_against_being_ready() {
        var states = ProbeStates.begin(Health.DEFAULT);
        assertThat(states.started()).isTrue();
        assertThat(states.ready()).isTrue();
        for (var role : Role.values()) {
            assertThat(states.checks(role)).isFalse();
        }
    }

    @Test
    void each_change_is_found_once() {
        var states = ProbeStates.begin(Health.DEFAULT.withReadiness(probe(1, 2)).withLiveness(probe(1, 2)));
        var found = new ArrayList<Finding>();
        for (var check : "S S F F F S".split(" ", -1)) {
            var step = states.after(Role.READINESS, result(check));
            step.finding().ifPresent(found::add);
            states = step.next();
        }
        assertThat(found).containsExactly(Finding.READY, Finding.NOT_READY, Finding.READY);
        found.clear();
        for (var check : "S F F F F".split(" ", -1)) {
            var step = states.after(Role.LIVENESS, result(check));
            step.finding().ifPresent(found::add);
            states = step.next();
        }
        assertThat(found).containsExactly(Finding.LIVENESS_FAILED);
    }

    @Test
    void a_startup_probe_that_fails_is_found_as_such() {
        var states = ProbeStates.begin(Health.DEFAULT.withStartup(probe(1, 1)));
        assertThat(states.after(Role.STARTUP, Result.FAILURE).finding()).contains(Finding.STARTUP_FAILED);
    }

    @Test
    void what_an_earlier_daemon_knew_to_be_ready_stays_so_until_failures_count() {
        var states = ProbeStates.resume(all(), true);
        assertThat(states.ready()).isTrue();
        assertThat(states.checks(Role.STARTUP)).isFalse();
        assertThat(states.checks(Role.LIVENESS)).isTrue();
        assertThat(states.after(Role.READINESS, Result.SUCCESS).finding()).isEmpty();
        states = states.after(Role.READINESS, Result.FAILURE).next();
        states = states.after(Role.READINESS, Result.FAILURE).next();
        assertThat(states.ready()).isTrue();
        assertThat(states.after(Role.READINESS, Result.FAILURE).finding()).contains(Finding.NOT_READY);
    }

    @ParameterizedTest
    @CsvSource({
        // delay, allowed after, first check after the launch; seconds
        "0,  0,  0",
        "15, 0,  15",
        "15, 5,  15", // counted from the launch, not from the end of the startup probe
        "15, 20, 20",
    })
    void the_initial_delay_counts_from_the_launch(int delay, int allowed, int first) {
        var probe = new Probe(
                ANY, Duration.ofSeconds(delay), Duration.ofSeconds(10), Duration.ofSeconds(1), 1, 3, Optional.empty());
        assertThat(ProbeState.firstCheck(probe, NOON, NOON.plusSeconds(allowed)))
                .isEqualTo(NOON.plusSeconds(first));
    }

    @ParameterizedTest
    @CsvSource({
        // daemon up for, luck, wait in ms
        "0,  0,   0",
        "0,  0.5, 5000",
        "9,  0.5, 5000",
        "0,  0.999, 9990",
        "10, 0.5, 0", // up for a period: nothing was interrupted
        "60, 0.5, 0",
    })
    void a_daemon_that_came_back_spreads_its_first_checks_over_a_period(int upSeconds, double luck, long millis) {
        assertThat(ProbeState.waitAfterComingBack(Probe.of(ANY), Duration.ofSeconds(upSeconds), luck))
                .isEqualTo(Duration.ofMillis(millis));
    }

    private static Health all() {
        return Health.DEFAULT.withStartup(probe(1, 3)).withLiveness(probe(1, 3)).withReadiness(probe(1, 3));
    }

    private static Probe probe(int successes, int failures) {
        return new Probe(
                ANY,
                Duration.ZERO,
                Duration.ofSeconds(10),
                Duration.ofSeconds(1),
                successes,
                failures,
                Optional.empty());
    }

    private static Result result(String letter) {
        return switch (letter) {
            case "S" -> Result.SUCCESS;
            case "F" -> Result.FAILURE;
            case "E" -> Result.ERROR;
            default -> throw new IllegalArgumentException(letter);
        };
    }
}
