package daruma.supervisor.dependency;

import static org.assertj.core.api.Assertions.assertThat;

import daruma.model.Dependencies.Group;
import daruma.model.Dependencies.Strategy;
import daruma.model.DesiredApp;
import daruma.supervisor.dependency.GroupBudget.Level;
import daruma.supervisor.dependency.GroupBudget.Ruling;
import daruma.supervisor.dependency.GroupBudget.Tally;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GroupBudgetTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static final Duration PERIOD = Duration.ofSeconds(30);

    private Tally tally = Tally.NONE;

    @ParameterizedTest(name = "{0}, {1} dies: {2}")
    @CsvSource({
        "ONE_FOR_ONE,  one,   ''",
        "ONE_FOR_ONE,  three, ''",
        "ONE_FOR_ALL,  one,   two three",
        "ONE_FOR_ALL,  two,   one three",
        "ONE_FOR_ALL,  three, one two",
        "REST_FOR_ONE, one,   two three",
        "REST_FOR_ONE, two,   three",
        "REST_FOR_ONE, three, ''",
    })
    void those_that_the_strategy_names_are_restarted_along(Strategy strategy, String died, String along) {
        assertThat(names(dies(strategy, died, NOON))).isEqualTo(along);
    }

    @Test
    void as_many_deaths_as_the_intensity_says_are_borne_and_one_more_restarts_the_whole_group() {
        for (var death = 1; death <= 5; death++) {
            assertThat(names(dies(Strategy.REST_FOR_ONE, "two", NOON.plusSeconds(death))))
                    .isEqualTo("three");
        }
        var sixth = dies(Strategy.REST_FOR_ONE, "two", NOON.plusSeconds(6));
        assertThat(names(sixth)).isEqualTo("one three");
        assertThat(sixth.rule())
                .isEqualTo("group \"shop\", rest_for_one: 6 deaths in 30 s, intensity 5, so the whole group");
        assertThat(sixth.alert()).isFalse();
    }

    @Test
    void a_restart_of_the_whole_group_that_does_not_help_ends_in_a_crash_loop_that_is_told_once() {
        var alerts = 0;
        for (var second = 0; second < 25; second++) {
            alerts +=
                    dies(Strategy.ONE_FOR_ALL, "one", NOON.plusSeconds(second)).alert() ? 1 : 0;
        }
        assertThat(alerts).isEqualTo(1);
        assertThat(tally.level()).isEqualTo(Level.CRASH_LOOP);
        assertThat(names(dies(Strategy.ONE_FOR_ALL, "one", NOON.plusSeconds(25))))
                .isEmpty();
    }

    @Test
    void a_period_without_a_death_ends_it() {
        a_restart_of_the_whole_group_that_does_not_help_ends_in_a_crash_loop_that_is_told_once();
        assertThat(names(dies(Strategy.ONE_FOR_ALL, "one", NOON.plusSeconds(25).plus(PERIOD))))
                .isEqualTo("two three");
        assertThat(tally.level()).isEqualTo(Level.CALM);
    }

    @Test
    void a_sustained_rate_within_the_intensity_is_borne_for_ever() {
        for (var death = 0; death < 1_000; death++) {
            var ruling = dies(Strategy.ONE_FOR_ALL, "one", NOON.plusSeconds(death * 7L));
            assertThat(ruling.tally().level()).isEqualTo(Level.CALM);
        }
        assertThat(tally.deaths()).hasSizeLessThanOrEqualTo(6);
    }

    private Ruling dies(Strategy strategy, String name, Instant now) {
        var apps = List.<DesiredApp>of(
                Apps.member("three", group(2, strategy)),
                Apps.member("two", group(1, strategy)),
                Apps.member("one", group(0, strategy)),
                Apps.needing("stranger", ""));
        var ruling = GroupBudget.judge(Apps.name(name), group(0, strategy), apps, tally, now);
        tally = ruling.tally();
        return ruling;
    }

    private static Group group(int position, Strategy strategy) {
        return new Group("shop", position, strategy, Group.DEFAULT_INTENSITY, PERIOD);
    }

    private static String names(Ruling ruling) {
        return ruling.along().stream().map(Object::toString).collect(Collectors.joining(" "));
    }
}
