package daruma.probes.recycling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import daruma.model.Refused;
import java.time.Duration;
import java.time.ZonedDateTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScheduleTest {
    @ParameterizedTest
    @CsvSource({
        "0 4 * * *,       2026-01-01T12:00:00+01:00[Europe/Berlin], 2026-01-02T04:00:00+01:00[Europe/Berlin]",
        "*/15 * * * *,    2026-01-01T12:00:00+01:00[Europe/Berlin], 2026-01-01T12:15:00+01:00[Europe/Berlin]",
        "0 4 * * 1,       2026-01-01T12:00:00+01:00[Europe/Berlin], 2026-01-05T04:00:00+01:00[Europe/Berlin]",
        "30 0 4 * * *,    2026-01-01T12:00:00+01:00[Europe/Berlin], 2026-01-02T04:00:30+01:00[Europe/Berlin]",
        "*/10 * * * * *,  2026-01-01T12:00:01+01:00[Europe/Berlin], 2026-01-01T12:00:10+01:00[Europe/Berlin]",
        "0 4 * * *,       2026-03-28T12:00:00+01:00[Europe/Berlin], 2026-03-29T04:00:00+02:00[Europe/Berlin]"
    })
    void the_next_time_is_found_with_five_fields_and_with_six(String cron, ZonedDateTime from, ZonedDateTime next) {
        assertThat(Schedule.parse(cron).after(from)).contains(next);
    }

    @ParameterizedTest
    @ValueSource(strings = {"61 * * * *", "a b c d e", "* * * * * * *", ""})
    void what_is_no_schedule_is_refused(String text) {
        assertThatThrownBy(() -> Schedule.parse(text))
                .isInstanceOf(Refused.class)
                .hasMessageStartingWith("invalid schedule \"" + text + "\": ");
    }

    @Test
    void ages_differ_by_the_jitter_and_never_exceed_the_maximum() {
        var day = Duration.ofDays(1);
        assertThat(RecyclingWatch.age(day, 0.1, 0)).isEqualTo(day.toNanos());
        assertThat(RecyclingWatch.age(day, 0.1, 0.999)).isBetween((long) (day.toNanos() * 0.9), day.toNanos());
        assertThat(RecyclingWatch.age(day, 0, 0.5)).isEqualTo(day.toNanos());
    }
}
