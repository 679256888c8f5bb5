package daruma.supervisor.restart;

import static org.assertj.core.api.Assertions.assertThat;

import daruma.model.Backoff;
import daruma.model.CrashLoopRule;
import daruma.model.ExitStatus;
import daruma.model.RestartMode;
import daruma.model.RestartPolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RestartBudgetTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static final double NO_JITTER = 0.5;

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "1, 200",
        "2, 400",
        "3, 800",
        "4, 1600",
        "5, 3200",
        "6, 6400",
        "7, 12800",
        "8, 25600",
        "9, 30000",
        "10, 30000",
        "1000, 30000",
        "2147483647, 30000"
    })
    void waits_grow_from_at_once_to_the_cap(int streak, long millis) {
        assertThat(RestartBudget.wait(Backoff.DEFAULT, streak, NO_JITTER)).isEqualTo(Duration.ofMillis(millis));
    }

    @ParameterizedTest
    @CsvSource({"0.0, 160", "0.5, 200", "0.75, 220", "0.999999, 240"})
    void chance_moves_a_wait_by_a_fifth_either_way(double luck, long millis) {
        assertThat(RestartBudget.wait(Backoff.DEFAULT, 1, luck).toMillis()).isCloseTo(millis, within(1));
    }

    @ParameterizedTest
    @CsvSource({
        // mode, code, stop codes hold 3, verdict
        "ALWAYS, 0, Retry", "ALWAYS, 1, Retry", "ALWAYS, 3, Complete",
        "ON_FAILURE, 0, Complete", "ON_FAILURE, 1, Retry", "ON_FAILURE, 3, Complete",
        "NEVER, 0, Complete", "NEVER, 1, GiveUp", "NEVER, 3, Complete"
    })
    void the_mode_and_the_exit_code_decide_whether_it_is_started_again(RestartMode mode, int code, String verdict) {
        var policy = new RestartPolicy(mode, Backoff.DEFAULT, CrashLoopRule.DEFAULT, OptionalInt.empty(), Set.of(3));
        assertThat(judge(policy, DeathTally.from(NOON), death(1, 0), new ExitStatus.Exited(code))
                        .getClass()
                        .getSimpleName())
                .isEqualTo(verdict);
    }

    @Test
    void an_exit_code_that_came_of_a_late_start_says_nothing_about_success() {
        var policy = RestartPolicy.DEFAULT.withMode(RestartMode.ON_FAILURE);
        var death = new Death(NOON, Duration.ofSeconds(60), Duration.ZERO, Death.Kind.OVERDUE);
        assertThat(judge(policy, DeathTally.from(NOON), death, new ExitStatus.Exited(0)))
                .isInstanceOf(Verdict.Retry.class);
    }

    @Test
    void it_gives_up_after_as_many_restarts_as_the_user_set() {
        var policy = new RestartPolicy(
                RestartMode.ALWAYS, Backoff.DEFAULT, CrashLoopRule.DEFAULT, OptionalInt.of(2), Set.of());
        var tally = DeathTally.from(NOON);
        for (var restart = 1; restart <= 2; restart++) {
            var verdict = judge(policy, tally, death(restart, 0), new ExitStatus.Exited(1));
            assertThat(verdict).isInstanceOf(Verdict.Retry.class);
            tally = verdict.tally();
        }
        assertThat(judge(policy, tally, death(3, 0), new ExitStatus.Exited(1))).isInstanceOf(Verdict.GiveUp.class);
    }

    @Test
    void five_deaths_in_a_minute_are_a_crash_loop_and_the_fifth_alone_is_news() {
        var tally = DeathTally.from(NOON);
        for (var number = 1; number <= 4; number++) {
            var verdict = judge(RestartPolicy.DEFAULT, tally, death(number, 0), new ExitStatus.Exited(1));
            assertThat(verdict).isInstanceOf(Verdict.Retry.class);
            tally = verdict.tally();
        }
        var fifth = judge(RestartPolicy.DEFAULT, tally, death(5, 0), new ExitStatus.Exited(1));
        assertThat(fifth).isInstanceOfSatisfying(Verdict.CrashLoop.class, loop -> {
            assertThat(loop.fresh()).isTrue();
            assertThat(loop.evidence()).isEqualTo("5 deaths in 60 s");
            assertThat(loop.delay()).isBetween(Duration.ofSeconds(30), Duration.ofSeconds(36));
        });
        var sixth = judge(RestartPolicy.DEFAULT, fifth.tally(), death(40, 0), new ExitStatus.Exited(1));
        assertThat(sixth)
                .isInstanceOfSatisfying(
                        Verdict.CrashLoop.class,
                        loop -> assertThat(loop.fresh()).isFalse());
    }

    @Test
    void a_program_that_is_mostly_down_is_in_a_crash_loop_however_slowly_it_dies() {
        var tally = DeathTally.from(NOON);
        // 60 s to get ready, ready for 20 s, over and over.
        for (var number = 1; number <= 2; number++) {
            tally = tally.with(death(80L * number, 20), CrashLoopRule.DEFAULT);
            assertThat(tally.verdict(CrashLoopRule.DEFAULT, NOON.plusSeconds(80L * number)))
                    .isEmpty();
        }
        tally = tally.with(death(240, 20), CrashLoopRule.DEFAULT);
        assertThat(tally.verdict(CrashLoopRule.DEFAULT, NOON.plusSeconds(240)))
                .contains("3 deaths and ready only 25 % of the last 4 min");
    }

    @Test
    void a_stable_time_is_at_least_twice_the_last_wait() {
        var calm = DeathTally.from(NOON).restarted(Duration.ofMillis(200));
        var wild = DeathTally.from(NOON).restarted(Duration.ofSeconds(36));
        assertThat(RestartBudget.stableAfter(Backoff.DEFAULT, calm)).isEqualTo(Duration.ofSeconds(60));
        assertThat(RestartBudget.stableAfter(Backoff.DEFAULT, wild)).isEqualTo(Duration.ofSeconds(72));
    }

    /** Fault F6: a program that always exits with 1 after so long, ready a second after its launch if it lives to see it. */
    @ParameterizedTest
    @CsvSource({"0, 60", "500, 60", "3000, 60", "20000, 780"})
    void a_program_that_always_dies_is_called_a_crash_loop_and_started_at_most_125_times_an_hour(
            long uptimeMillis, long verdictWithinSeconds) {
        for (var seed = 0; seed < 50; seed++) {
            var luck = new Random(seed);
            var uptime = Duration.ofMillis(uptimeMillis);
            var readyFor = uptime.minusSeconds(1);
            var tally = DeathTally.from(NOON);
            var now = NOON;
            var starts = 0;
            Instant verdictAt = Instant.MAX;
            while (now.isBefore(NOON.plusSeconds(3_600))) {
                starts++;
                now = now.plus(uptime);
                var verdict = RestartBudget.judge(
                        RestartPolicy.DEFAULT,
                        tally,
                        new Death(now, uptime, readyFor, Death.Kind.ENDED),
                        new ExitStatus.Exited(1),
                        luck.nextDouble());
                tally = verdict.tally();
                switch (verdict) {
                    case Verdict.Retry retry -> now = now.plus(retry.delay());
                    case Verdict.CrashLoop loop -> {
                        verdictAt = loop.fresh() ? now : verdictAt;
                        now = now.plus(loop.delay());
                    }
                    case Verdict.Complete _, Verdict.GiveUp _ -> throw new AssertionError(verdict);
                }
            }
            assertThat(verdictAt).isBeforeOrEqualTo(NOON.plusSeconds(verdictWithinSeconds));
            assertThat(starts).isLessThanOrEqualTo(125);
        }
    }

    @Test
    void a_tally_stays_small_under_a_policy_that_never_waits() {
        var tally = DeathTally.from(NOON);
        for (var number = 0; number < 10_000; number++) {
            tally = tally.with(
                    new Death(NOON.plusMillis(number), Duration.ofMillis(1), Duration.ZERO, Death.Kind.ENDED),
                    CrashLoopRule.DEFAULT);
        }
        assertThat(tally.deaths()).hasSize(100);
    }

    @Test
    void a_clock_that_was_set_back_leaves_nothing_in_the_future() {
        var tally =
                DeathTally.from(NOON).with(death(10, 0), CrashLoopRule.DEFAULT).looping(NOON.plusSeconds(10));
        var sane = tally.notAfter(NOON.minusSeconds(3_600));
        assertThat(sane.deaths()).isEmpty();
        assertThat(sane.since()).isEqualTo(NOON.minusSeconds(3_600));
        assertThat(sane.loopSince()).contains(NOON.minusSeconds(3_600));
    }

    private static Verdict judge(RestartPolicy policy, DeathTally tally, Death death, ExitStatus status) {
        return RestartBudget.judge(policy, tally, death, status, NO_JITTER);
    }

    private static Death death(long second, long readySeconds) {
        return new Death(
                NOON.plusSeconds(second), Duration.ofSeconds(60), Duration.ofSeconds(readySeconds), Death.Kind.ENDED);
    }

    private static org.assertj.core.data.Offset<Long> within(long millis) {
        return org.assertj.core.data.Offset.offset(millis);
    }
}
