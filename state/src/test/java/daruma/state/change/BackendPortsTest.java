package daruma.state.change;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import daruma.model.AppName;
import daruma.model.AppSpec;
import daruma.model.Command;
import daruma.model.DesiredApp;
import daruma.model.ProgramKind;
import daruma.model.Refused;
import daruma.model.Traffic;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class BackendPortsTest {
    private final Set<Integer> taken = new TreeSet<>();
    private final BackendPorts ports = new BackendPorts(port -> !taken.contains(port));

    private static AppSpec balanced(String name, int replicas) {
        var command = new Command(List.of("node"), Path.of("/srv"), ProgramKind.NODE, Optional.empty());
        return AppSpec.of(new AppName(name), command)
                .withReplicas(replicas)
                .withPort(3000)
                .withTraffic(new Traffic(Traffic.Mode.BALANCED, OptionalInt.empty(), 0));
    }

    private int first(AppSpec spec, int id, List<DesiredApp> others) {
        return ports.settle(spec, id, Optional.empty(), others)
                .traffic()
                .backendPort()
                .orElseThrow();
    }

    @Test
    void the_same_app_prefers_the_same_stretch_below_the_ports_of_connections() {
        assertThat(first(balanced("web", 4), 1, List.of())).isEqualTo(20_016);
        assertThat(first(balanced("web", 4), 1, List.of())).isEqualTo(20_016);
        assertThat(first(balanced("api", 4), 749, List.of())).isEqualTo(31_984);
        assertThat(first(balanced("api", 4), 750, List.of())).isEqualTo(20_000);
    }

    @Test
    void a_stretch_of_which_a_port_is_taken_is_passed_over() {
        taken.add(20_031);
        assertThat(first(balanced("web", 4), 1, List.of())).isEqualTo(20_032);
    }

    @Test
    void stretches_never_overlap_each_other_nor_declared_ports() {
        var apps = new ArrayList<DesiredApp>();
        var own = AppSpec.of(new AppName("own"), balanced("x", 1).command())
                .withPort(20_100)
                .withReplicas(30);
        apps.add(DesiredApp.first(0, own));
        var used = new HashSet<Integer>();
        for (var port = 20_100; port < 20_130; port++) {
            used.add(port);
        }
        for (var id = 1; id < 40; id++) {
            var spec = ports.settle(balanced("app" + id, 1 + id % 25), id, Optional.empty(), apps);
            apps.add(DesiredApp.first(id, spec));
            var first = spec.traffic().backendPort().orElseThrow();
            for (var port = first; port < first + BackendPorts.size(spec); port++) {
                assertThat(used.add(port)).as("port %s of %s", port, id).isTrue();
            }
        }
    }

    @Test
    void one_that_is_up_keeps_its_stretch_and_grows_in_place_if_it_can() {
        var four = ports.settle(balanced("web", 4), 1, Optional.empty(), List.of());
        for (var port = 20_016; port < 20_032; port++) {
            taken.add(port); // its own instances serve there
        }
        var up = Optional.of(DesiredApp.first(1, four));
        assertThat(ports.settle(four.withReplicas(12), 1, up, List.of()).traffic())
                .isEqualTo(four.traffic());
        assertThat(ports.settle(four.withReplicas(40), 1, up, List.of()).traffic())
                .isEqualTo(four.traffic());
        taken.add(20_040);
        var moved = ports.settle(four.withReplicas(40), 1, up, List.of());
        assertThat(moved.traffic().backendPort().orElseThrow()).isGreaterThan(20_040);
    }

    @Test
    void one_that_is_down_finds_another_stretch_if_somebody_has_settled_on_its_own() {
        var four = ports.settle(balanced("web", 4), 1, Optional.empty(), List.of());
        var down = Optional.of(DesiredApp.first(1, four).withRunning(false));
        assertThat(ports.settle(four, 1, down, List.of()).traffic()).isEqualTo(four.traffic());
        taken.add(20_017);
        assertThat(ports.settle(four, 1, down, List.of()).traffic().backendPort())
                .isEqualTo(OptionalInt.of(20_032));
    }

    @Test
    void where_nothing_is_free_it_is_said_what_to_do() {
        var nothing = new BackendPorts(_ -> false);
        assertThatThrownBy(() -> nothing.settle(balanced("web", 4), 1, Optional.empty(), List.of()))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("stretch of 16 free ports between 20000 and 31999");
    }

    @Test
    void who_is_not_balanced_has_none() {
        var own = balanced("web", 1).withTraffic(Traffic.OWN);
        assertThat(ports.settle(own, 1, Optional.empty(), List.of())).isEqualTo(own);
    }
}
