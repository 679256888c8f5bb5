package daruma.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DependencyCycleTest {
    /** {@code a:b,c} means that a needs b and c. */
    private static Map<AppName, List<AppName>> needs(String... lines) {
        var needs = new HashMap<AppName, List<AppName>>();
        for (var line : lines) {
            var parts = line.split(":", -1);
            needs.put(
                    new AppName(parts[0]),
                    Stream.of(parts[1].split(",", -1))
                            .filter(name -> !name.isEmpty())
                            .map(AppName::new)
                            .toList());
        }
        return needs;
    }

    private static String cycle(String... lines) {
        return DependencyCycle.in(needs(lines)).map(DependencyCycle::toString).orElse("none");
    }

    @Test
    void apps_that_wait_for_each_other_are_named_in_order() {
        assertThat(cycle("a:a")).isEqualTo("a -> a");
        assertThat(cycle("a:b", "b:a")).isEqualTo("a -> b -> a");
        assertThat(cycle("x:a", "a:b", "b:c", "c:a")).isEqualTo("a -> b -> c -> a");
        assertThat(cycle("a:b,c", "b:", "c:d", "d:c")).isEqualTo("c -> d -> c");
    }

    @Test
    void what_only_looks_like_a_cycle_is_none() {
        assertThat(cycle()).isEqualTo("none");
        assertThat(cycle("a:b,c", "b:d", "c:d", "d:")).isEqualTo("none");
        assertThat(cycle("a:unknown")).isEqualTo("none");
    }

    @Test
    void a_long_chain_is_looked_through() {
        var lines = new String[1_000];
        Arrays.setAll(lines, i -> "app" + i + ":app" + (i + 1));
        assertThat(cycle(lines)).isEqualTo("none");
        lines[999] = "app999:app500";
        assertThat(cycle(lines)).startsWith("app500 -> app501").endsWith("app999 -> app500");
    }
}
