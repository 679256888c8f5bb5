package daruma.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import daruma.manifest.text.Cron;
import daruma.model.Refused;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CronTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "0 4 * * *",
                "*/5 * * * *",
                "0 4 * * MON-FRI",
                "15,45 9-17 1 JAN,JUL *",
                "0 0 29 2 *",
                "30 0 4 * * *",
                "*/10 * * * * *",
            })
    void schedules_of_five_and_six_fields_are_taken(String text) {
        assertThat(Cron.parse(text)).isEqualTo(text);
    }

    @Test
    void blanks_around_and_between_do_not_matter() {
        assertThat(Cron.parse("  0   4 *  *\t* ")).isEqualTo("0 4 * * *");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''          | five fields",
                "daily       | five fields",
                "0 4 * *     | five fields",
                "1 2 3 4 5 6 7 | five fields",
                "61 4 * * *  | 61",
                "0 25 * * *  | 25",
                "0 4 * * FOO | FOO",
                "0 4 31 2 *  | never comes up",
            })
    void what_is_no_schedule_is_refused_with_the_reason(String text, String reason) {
        assertThatThrownBy(() -> Cron.parse(text))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("schedule \"" + text + "\"")
                .hasMessageContaining(reason);
    }
}
