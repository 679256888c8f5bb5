package daruma.balancer.choice;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** When an endpoint is passed over, and for how long. */
class StandingTest {
    private static final long SECOND = 1_000_000_000L;
    private static final long NOW = -5 * SECOND;

    private static Standing failing(Standing from, int times, long now) {
        var standing = from;
        for (int i = 0; i < times; i++) {
            standing = standing.afterConnectFailure(now, true);
        }
        return standing;
    }

    @Test
    void a_refused_connection_gives_it_a_short_rest_and_three_in_a_row_five_seconds() {
        var once = failing(Standing.GOOD, 1, NOW);
        assertThat(once.isResting(NOW)).isTrue();
        assertThat(once.isEjected(NOW)).isFalse();
        assertThat(once.isGood(NOW + Standing.BRIEFLY)).isTrue();
        var thrice = failing(Standing.GOOD, 3, NOW);
        assertThat(thrice.isEjected(NOW)).isTrue();
        assertThat(thrice.isEjected(NOW + 5 * SECOND - 1)).isTrue();
        assertThat(thrice.isGood(NOW + 5 * SECOND)).isTrue();
    }

    @Test
    void five_server_errors_in_a_row_eject_and_four_with_a_success_between_do_not() {
        var standing = Standing.GOOD;
        for (int i = 0; i < 4; i++) {
            standing = standing.afterServerError(NOW, true);
        }
        assertThat(standing.isGood(NOW)).isTrue();
        assertThat(standing.afterSuccess(NOW).afterServerError(NOW, true).isGood(NOW))
                .isTrue();
        assertThat(standing.afterServerError(NOW, true).isEjected(NOW)).isTrue();
    }

    @Test
    void each_ejection_is_longer_than_the_last_up_to_a_minute() {
        var standing = Standing.GOOD;
        var now = NOW;
        for (int times = 1; times <= 20; times++) {
            standing = failing(standing, 3, now);
            assertThat(standing.ejectedUntil() - now).isEqualTo(Math.min(60, 5L * times) * SECOND);
            now = standing.ejectedUntil();
            standing = standing.afterSuccess(now);
        }
    }

    @Test
    void what_was_long_ago_is_forgotten() {
        var ejected = failing(Standing.GOOD, 3, NOW);
        var later = ejected.ejectedUntil() + Standing.FORGIVEN_AFTER + 1;
        assertThat(failing(ejected, 3, later).ejectedUntil() - later).isEqualTo(5 * SECOND);
    }

    @Test
    void an_answer_to_an_older_request_does_not_lift_an_ejection() {
        var ejected = failing(Standing.GOOD, 3, NOW);
        assertThat(ejected.afterSuccess(NOW + SECOND).isEjected(NOW + SECOND)).isTrue();
    }

    @Test
    void it_stays_if_too_few_others_are_left() {
        var standing = Standing.GOOD;
        for (int i = 0; i < 10; i++) {
            standing = standing.afterServerError(NOW, false).afterConnectFailure(NOW, false);
        }
        assertThat(standing.isEjected(NOW)).isFalse();
    }

    @Test
    void success_changes_nothing_in_the_usual_case() {
        assertThat(Standing.GOOD.afterSuccess(NOW)).isSameAs(Standing.GOOD);
    }
}
