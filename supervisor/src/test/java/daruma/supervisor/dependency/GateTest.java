package daruma.supervisor.dependency;

import static org.assertj.core.api.Assertions.assertThat;

import daruma.model.Dependencies;
import daruma.model.Dependencies.Condition;
import daruma.supervisor.dependency.Gate.Reached;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GateTest {
    @ParameterizedTest(name = "needed {0}, {1}: {2}")
    @CsvSource({
        "STARTED,   NOT_DECLARED, hopeless",
        "STARTED,   DOWN,         hopeless",
        "STARTED,   NOTHING,      held",
        "STARTED,   STARTED,      open",
        "STARTED,   READY,        open",
        "STARTED,   COMPLETED,    open",
        "STARTED,   FAILED,       hopeless",
        "READY,     NOT_DECLARED, hopeless",
        "READY,     DOWN,         hopeless",
        "READY,     NOTHING,      held",
        "READY,     STARTED,      held",
        "READY,     READY,        open",
        "READY,     COMPLETED,    open",
        "READY,     FAILED,       hopeless",
        "COMPLETED, NOT_DECLARED, hopeless",
        "COMPLETED, DOWN,         hopeless",
        "COMPLETED, NOTHING,      held",
        "COMPLETED, STARTED,      held",
        "COMPLETED, READY,        held",
        "COMPLETED, COMPLETED,    open",
        "COMPLETED, FAILED,       hopeless",
    })
    void opens_when_the_condition_is_reached(Condition condition, Reached reached, String expected) {
        var dependencies = new Dependencies(Map.of(Apps.name("db"), condition), Optional.empty());
        assertThat(word(Gate.judge(dependencies, _ -> reached))).isEqualTo(expected);
    }

    @Test
    void one_that_needs_nothing_is_never_held() {
        assertThat(word(Gate.judge(Dependencies.NONE, _ -> Reached.FAILED))).isEqualTo("open");
    }

    @Test
    void what_is_hopeless_is_told_before_what_only_takes_time() {
        var dependencies = new Dependencies(
                Map.of(Apps.name("cache"), Condition.READY, Apps.name("db"), Condition.READY), Optional.empty());
        var ruling = Gate.judge(dependencies, app -> app.equals(Apps.name("db")) ? Reached.FAILED : Reached.STARTED);
        assertThat(ruling).isEqualTo(new Gate.Held("needs \"db\", which fails: daruma why db", true));
    }

    @Test
    void says_for_what_it_waits() {
        var dependencies = new Dependencies(Map.of(Apps.name("db"), Condition.READY), Optional.empty());
        assertThat(Gate.judge(dependencies, _ -> Reached.STARTED))
                .isEqualTo(new Gate.Held("waits for \"db\" to be ready", false));
    }

    private static String word(Gate.Ruling ruling) {
        return switch (ruling) {
            case Gate.Open() -> "open";
            case Gate.Held(var _, var hopeless) -> hopeless ? "hopeless" : "held";
        };
    }
}
