package daruma.control;

import static org.assertj.core.api.Assertions.assertThat;

import daruma.model.AppName;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SelectorTest {
    private static final List<Selector.Candidate> APPS = List.of(
            new Selector.Candidate(0, new AppName("web"), "shop", 2),
            new Selector.Candidate(1, new AppName("worker"), "shop", 1),
            new Selector.Candidate(3, new AppName("shop"), "default", 1),
            new Selector.Candidate(4, new AppName("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab"), "x", 1));

    @ParameterizedTest
    @CsvSource({
        "web, web",
        "0, web",
        "3, shop",
        "shop, shop",
        "default, shop",
        "x, aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab",
        "web/1, web/1",
        "0/1, web/1",
        "/^w/, web worker",
        "web /^w/, web worker",
        "web web/1, web",
        "worker web/1, web/1 worker",
        "/ork/ 3, worker shop"
    })
    void selects(String selectors, String expected) {
        assertThat(selected(selectors)).isEqualTo(expected);
    }

    @Test
    void all_selects_everything_and_may_select_nothing() {
        assertThat(selected("all").split(" ")).hasSize(4);
        assertThat(Selector.select(List.of("all"), List.of())).isEqualTo(Outcome.ok(List.of()));
    }

    @ParameterizedTest
    @CsvSource({
        "wbe, web",
        "wrker, worker",
        "Web, web",
        "wor, worker",
        "web/2, web/1",
        "wbe/0, web",
        "zzzzz, ''",
        "7, ''",
        "/^q/, ''"
    })
    void what_selects_nothing_is_told_with_what_was_probably_meant(String selector, String first) {
        assertThat(Selector.select(List.of("web", selector), APPS))
                .isInstanceOfSatisfying(Outcome.Failed.class, failed -> {
                    var fault = (Fault.NoSuchApp) failed.fault();
                    assertThat(fault.selector()).isEqualTo(selector);
                    assertThat(
                                    fault.suggestions().isEmpty()
                                            ? ""
                                            : fault.suggestions().getFirst())
                            .isEqualTo(first);
                    assertThat(fault.exitCode()).isEqualTo(4);
                });
    }

    @ParameterizedTest
    @CsvSource({"''", "/(/", "web/", "web/x", "/0", "web/-1", "web/99999999999"})
    void what_cannot_be_a_selector_is_refused(String selector) {
        assertThat(Selector.select(List.of(selector), APPS))
                .isInstanceOfSatisfying(
                        Outcome.Failed.class,
                        failed -> assertThat(failed.fault()).isInstanceOf(Fault.BadSelector.class));
    }

    @Test
    void a_regular_expression_that_would_run_for_years_finds_nothing_soon() {
        assertThat(Selector.select(List.of("/(a+)+$/"), List.of(APPS.get(3)))).isInstanceOf(Outcome.Failed.class);
    }

    private static String selected(String selectors) {
        return switch (Selector.select(List.of(selectors.split(" ")), APPS)) {
            case Outcome.Ok<List<Selector.Target>>(var targets) ->
                String.join(
                        " ",
                        targets.stream()
                                .map(it -> it.app()
                                        + (it.slot().equals(OptionalInt.empty())
                                                ? ""
                                                : "/" + it.slot().getAsInt()))
                                .toList());
            case Outcome.Failed<List<Selector.Target>>(var fault) -> fault.sentence();
        };
    }
}
