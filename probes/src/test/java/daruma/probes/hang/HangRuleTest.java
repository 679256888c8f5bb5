package daruma.probes.hang;

import static org.assertj.core.api.Assertions.assertThat;

import daruma.probes.hang.HangRule.Look;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HangRuleTest {
    /** One look every two seconds: state of the process, and how many connections wait. */
    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource({
        "S0 S0 S0 S0 S0 S0 S0, false",
        "S1 S1 S1 S1 S1 S1, true",
        "S1 S1 S1 S1 S1, false", // eight seconds only
        "S1 S2 S3 S3 S7 S7, true",
        "S5 S4 S4 S4 S4 S4 S4 S4, true", // fewer once, and then stuck
        "S5 S4 S4 S4 S4 S4, false",
        "S5 S5 S5 S0 S5 S5, false", // it was empty in between
        "S9 S8 S7 S6 S5 S4 S3, false", // slow, but accepting
        "T0 T0 T0 T0 T0 T0, true",
        "T0 T0 T0 S0 T0 T0, false",
        "D0 D0 D0 D0 D0 D0, true",
        "D0 S0 D0 S0 D0 D0, false",
        "t0 t0 t0 t0 t0 t0, false", // a debugger
        "S1 S1 S1 T1 T1 T1, true", // one sign takes over from the other
    })
    void a_sign_that_lasts_for_ten_seconds_makes_a_suspect(String looks, boolean suspect) {
        var rule = HangRule.NOTHING;
        long second = 0;
        for (var look : looks.split(" ", -1)) {
            rule = rule.after(new Look(second * 1_000_000_000, look.charAt(0), Integer.parseInt(look.substring(1))));
            second += 2;
        }
        assertThat(rule.suspect((second - 2) * 1_000_000_000)).isEqualTo(suspect);
    }
}
