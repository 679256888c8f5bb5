package daruma.supervisor.health;

import static org.assertj.core.api.Assertions.assertThat;

import daruma.model.AppName;
import daruma.model.InstanceId;
import daruma.supervisor.health.Guard.Condition;
import daruma.supervisor.health.Guard.Patient;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GuardTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    /** s sick, d due, t in treatment, r in replacement, f failing, a relapsed, h healed later, w well; slots from 0. */
    @ParameterizedTest(name = "{0}: {1} restarted, {2} withheld")
    @CsvSource({
        // one alone is always restarted
        "s,   0,   ''",
        "d,   0,   ''",
        // one of several
        "sw,  0,   ''",
        "wsw, 1,   ''",
        // one at a time
        "wwstw,     '',  2",
        "wwswrw,    2,   ''",
        "wsswww,    12,  ''",
        "wsswwwtw,  1,   2",
        "sswwwwwwww,01,  ''",
        "ssswwwwwww,012, ''",
        "sssswwwwww,012, 3",
        // more than half together is a shared cause, half is not
        "ss,  '',  01",
        "st,  '',  0",
        "sf,  '',  0",
        "ssw, '',  01",
        "sfw, '',  0",
        "ssww,0,   1",
        "sssww,'', 012",
        // unless one that was restarted since has been stable
        "ssh, 0,   1",
        "sth, '',  0",
        // one that is sick again before it was ready takes no further place
        "aww, 0,   ''",
        "awwwww,    0,   ''",
        "aswwww,    01,  ''",
        "atswww,    0,   2",
        "asw, '',  01",
        // routine waits for everything else
        "dw,  0,   ''",
        "ddw, 0,   1",
        "dsw, 1,   0",
        "dfw, '',  0",
        "dtw, '',  0",
        "drw, '',  0",
        "dhw, 0,   ''",
    })
    void restarts_what_it_may_and_withholds_the_rest(String conditions, String allowed, String withheld) {
        var ruling = Guard.judge(patients(conditions));
        assertThat(slots(ruling.allowed())).isEqualTo(allowed);
        assertThat(slots(ruling.withheld().keySet().stream().sorted().toList())).isEqualTo(withheld);
    }

    @ParameterizedTest
    @CsvSource({"1,1", "2,1", "3,1", "5,1", "6,2", "9,3", "10,3", "100,34", "1000,340"})
    void a_third_may_be_restarted_at_once_and_always_one(int instances, int most) {
        assertThat(Guard.most(instances)).isEqualTo(most);
    }

    @Test
    void a_shared_cause_comes_with_its_evidence() {
        var ruling = Guard.judge(patients("ssw"));
        assertThat(ruling.sharedCause()).contains("2 of 3 instances fail together");
        assertThat(ruling.withheld().values())
                .containsOnly("shared cause: 2 of 3 instances fail together, and a restart would not cure that");
    }

    @Test
    void failing_together_is_no_news_as_long_as_nobody_wants_a_restart() {
        assertThat(Guard.judge(patients("ffw")).sharedCause()).isEmpty();
    }

    @Test
    void the_rule_names_its_numbers() {
        assertThat(Guard.judge(patients("wwstw")).withheld().values())
                .containsExactly("1 of 5 is being restarted, and at most 1 may be at once");
    }

    @Test
    void whoever_is_sick_for_longest_comes_first() {
        var patients = List.of(
                new Patient(slot(0), Condition.SICK, NOON.plusSeconds(1)),
                new Patient(slot(1), Condition.SICK, NOON),
                new Patient(slot(2), Condition.WELL, NOON),
                new Patient(slot(3), Condition.WELL, NOON));
        assertThat(Guard.judge(patients).allowed()).containsExactly(slot(1));
    }

    @Test
    void one_that_was_healed_before_they_fell_sick_proves_nothing() {
        var patients = List.of(
                new Patient(slot(0), Condition.SICK, NOON),
                new Patient(slot(1), Condition.SICK, NOON),
                new Patient(slot(2), Condition.HEALED, NOON.minusSeconds(1)));
        assertThat(Guard.judge(patients).allowed()).isEmpty();
    }

    private static List<Patient> patients(String conditions) {
        var patients = new ArrayList<Patient>();
        for (var letter : conditions.toCharArray()) {
            var condition = switch (letter) {
                case 's' -> Condition.SICK;
                case 'd' -> Condition.DUE;
                case 't' -> Condition.IN_TREATMENT;
                case 'r' -> Condition.IN_REPLACEMENT;
                case 'a' -> Condition.RELAPSED;
                case 'f' -> Condition.FAILING;
                case 'h' -> Condition.HEALED;
                default -> Condition.WELL;
            };
            var since = condition == Condition.HEALED ? NOON.plusSeconds(90) : NOON;
            patients.add(new Patient(slot(patients.size()), condition, since));
        }
        return patients;
    }

    private static InstanceId slot(int slot) {
        return new InstanceId(new AppName("web"), slot);
    }

    private static String slots(List<InstanceId> instances) {
        return instances.stream().map(id -> "" + id.slot()).collect(Collectors.joining());
    }
}
