package daruma.supervisor.preview;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import daruma.model.AppName;
import daruma.model.AppSpec;
import daruma.model.Backoff;
import daruma.model.Command;
import daruma.model.CrashLoopRule;
import daruma.model.Forecast;
import daruma.model.ProgramKind;
import daruma.model.Readiness;
import daruma.model.Refused;
import daruma.model.RestartMode;
import daruma.model.RestartPolicy;
import daruma.model.StatusWord;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PreviewTest {
    private static final Duration TEN_MINUTES = Duration.ofMinutes(10);
    private static final AppSpec WEB = AppSpec.of(
            new AppName("web"), new Command(List.of("/bin/web"), Path.of("/"), ProgramKind.BINARY, Optional.empty()));

    private static Forecast.Outcome outcome(AppSpec spec, Preview.Fall fall, Duration span) {
        return Preview.of(spec, fall, span, 1, List.of()).outcome().orElseThrow();
    }

    private static Preview.Fall dies(String every) {
        return new Preview.Fall(Duration.parse("PT" + every), Duration.ofMillis(500), 1);
    }

    private static AppSpec with(RestartMode mode, OptionalInt most, Set<Integer> codes) {
        return WEB.withRestart(new RestartPolicy(mode, Backoff.DEFAULT, CrashLoopRule.DEFAULT, most, codes));
    }

    @Test
    void a_program_that_dies_every_three_seconds_is_called_a_crash_loop_and_tried_on() {
        var outcome = outcome(WEB, dies("3S"), TEN_MINUTES);
        assertThat(outcome.crashLoopAt().orElseThrow()).isBetween(Duration.ofSeconds(10), Duration.ofSeconds(60));
        assertThat(outcome.deaths()).isBetween(10, 60);
        assertThat(outcome.readyShare()).isBetween(0.05, 0.5);
    }

    @Test
    void a_program_that_dies_each_hour_is_restarted_at_once_and_stays_up() {
        var outcome = outcome(WEB, dies("1H"), Duration.ofHours(10).plusMinutes(1));
        assertThat(outcome.deaths()).isEqualTo(10);
        assertThat(outcome.crashLoopAt()).isEmpty();
        assertThat(outcome.readyShare()).isGreaterThan(0.99);
        assertThat(outcome.status()).isEqualTo(StatusWord.RUNNING);
    }

    @Test
    void the_time_of_readiness_is_counted_from_readiness_to_death() {
        var outcome =
                outcome(with(RestartMode.NEVER, OptionalInt.empty(), Set.of()), dies("3S"), Duration.ofSeconds(10));
        assertThat(outcome.deaths()).isEqualTo(1);
        assertThat(outcome.readyShare()).isCloseTo(0.25, within(0.001));
        assertThat(outcome.status()).isEqualTo(StatusWord.FAILED);
    }

    @Test
    void the_policy_that_is_declared_decides() {
        assertThat(outcome(with(RestartMode.ALWAYS, OptionalInt.of(3), Set.of()), dies("1S"), TEN_MINUTES))
                .satisfies(it -> assertThat(it.deaths()).isEqualTo(4))
                .satisfies(it -> assertThat(it.status()).isEqualTo(StatusWord.FAILED));
        assertThat(outcome(with(RestartMode.ALWAYS, OptionalInt.empty(), Set.of(1)), dies("1S"), TEN_MINUTES)
                        .deaths())
                .isEqualTo(1);
    }

    @Test
    void what_is_never_ready_is_ended_by_its_start_deadline() {
        var slow =
                WEB.withReadiness(new Readiness(Readiness.Rule.NOTIFY, Duration.ofSeconds(5), Duration.ofSeconds(1)));
        var forecast = Preview.of(
                slow,
                new Preview.Fall(Duration.ofHours(1), Duration.ofHours(1), 1),
                Duration.ofMinutes(1),
                1,
                List.of());
        assertThat(forecast.outcome().orElseThrow().deaths()).isGreaterThan(3);
        assertThat(forecast.outcome().orElseThrow().readyShare()).isZero();
        assertThat(forecast.steps())
                .anySatisfy(step -> assertThat(step.reason()).isEqualTo("StartDeadlineExceeded"));
    }

    @Test
    void the_same_seed_gives_the_same_forecast_and_another_one_other_waits() {
        var first = Preview.of(WEB, dies("3S"), TEN_MINUTES, 1, List.of());
        assertThat(Preview.of(WEB, dies("3S"), TEN_MINUTES, 1, List.of())).isEqualTo(first);
        assertThat(Preview.of(WEB, dies("3S"), TEN_MINUTES, 2, List.of())).isNotEqualTo(first);
    }

    @Test
    void steps_are_in_order_and_none_is_after_the_end() {
        var forecast = Preview.of(WEB, dies("1S"), TEN_MINUTES, 7, List.of("a remark"));
        assertThat(forecast.steps()).isSortedAccordingTo(java.util.Comparator.comparing(Forecast.Step::at));
        assertThat(forecast.steps().getLast().at()).isLessThanOrEqualTo(TEN_MINUTES);
        assertThat(forecast.contradictions()).containsExactly("a remark");
    }

    @Test
    void a_year_of_instant_deaths_takes_no_time() {
        var began = System.nanoTime();
        var forecast = Preview.of(WEB, dies("0.001S"), Duration.ofDays(365), 1, List.of());
        assertThat(forecast.steps()).isNotEmpty();
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(10));
    }

    @Test
    void a_program_that_dies_before_it_lives_is_refused() {
        assertThatThrownBy(() -> dies("0S")).isInstanceOf(Refused.class);
    }
}
