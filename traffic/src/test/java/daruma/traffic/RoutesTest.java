package daruma.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import daruma.model.AppName;
import daruma.model.AppSpec;
import daruma.model.Command;
import daruma.model.DesiredApp;
import daruma.model.Incarnation;
import daruma.model.InstanceId;
import daruma.model.ProcessId;
import daruma.model.ProgramKind;
import daruma.model.Release;
import daruma.model.Traffic;
import daruma.model.traffic.Route;
import daruma.supervisor.lifecycle.Aim;
import daruma.supervisor.lifecycle.Goal;
import daruma.supervisor.lifecycle.Instance;
import daruma.supervisor.lifecycle.InstanceMemory;
import daruma.supervisor.lifecycle.InstanceState;
import daruma.supervisor.lifecycle.Life;
import daruma.supervisor.loop.Observed;
import daruma.supervisor.restart.DeathTally;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RoutesTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static final AppName WEB = new AppName("web");

    private final TreeMap<InstanceId, Instance> instances = new TreeMap<>();

    private static AppSpec spec(int backendPort, int spare) {
        return AppSpec.of(WEB, new Command(List.of("/bin/web"), Path.of("/"), ProgramKind.BINARY, Optional.empty()))
                .withReplicas(2)
                .withPort(3_000)
                .withTraffic(new Traffic(Traffic.Mode.BALANCED, OptionalInt.of(backendPort), spare));
    }

    /** As {@code web/0#1 127.0.0.1:20000 READY}. */
    private List<String> endpoints(DesiredApp app) {
        return routes(app).stream()
                .flatMap(route -> route.endpoints().stream())
                .map(it -> it.incarnation() + " " + it.address() + " " + it.state())
                .toList();
    }

    private List<Route> routes(DesiredApp app) {
        var apps = new TreeMap<AppName, DesiredApp>();
        apps.put(WEB, app);
        return Routes.of(new Observed(1, 1, apps, instances));
    }

    private void put(DesiredApp launchedFor, int slot, StateOf state) {
        var id = new InstanceId(WEB, slot);
        var incarnation = new Incarnation(id, 1);
        var aim = Aim.of(launchedFor, slot);
        var life = new Life(
                incarnation, new ProcessId(100, 1), aim, NOON, Optional.empty(), Optional.empty(), Optional.empty());
        var lived = new InstanceMemory.Lived(aim, NOON, Optional.of(NOON));
        var memory = new InstanceMemory(
                id,
                1,
                Optional.of(lived),
                new InstanceState.Stopped(),
                aim,
                0,
                DeathTally.from(NOON),
                Optional.empty(),
                0,
                Optional.empty(),
                Optional.empty());
        instances.put(id, new Instance(new Goal.Run(launchedFor, slot), state.of(life), memory));
    }

    private interface StateOf {
        InstanceState of(Life life);
    }

    private static InstanceState ready(Life life) {
        return new InstanceState.Running(life, NOON, OptionalInt.empty(), Optional.empty(), Optional.empty());
    }

    private static InstanceState unready(Life life) {
        return new InstanceState.Running(
                life,
                NOON,
                OptionalInt.empty(),
                Optional.empty(),
                Optional.of(new InstanceState.Unready(NOON, "HTTP 503")));
    }

    private static InstanceState starting(Life life) {
        return new InstanceState.Starting(life, NOON.plusSeconds(60), OptionalInt.empty(), false);
    }

    private static InstanceState draining(Life life) {
        return new InstanceState.Draining(
                life, InstanceState.StopReason.ASKED, "its turn", "", Duration.ofSeconds(10), NOON.plusSeconds(10));
    }

    @Test
    void who_is_ready_takes_requests_and_who_is_not_there_yet_is_not_known() {
        var app = DesiredApp.first(0, spec(20_000, 0));
        put(app, 0, RoutesTest::ready);
        put(app, 1, RoutesTest::starting);
        assertThat(endpoints(app)).containsExactly("web/0#1 127.0.0.1:20000 READY");
        put(app, 1, RoutesTest::unready);
        assertThat(endpoints(app)).containsExactly("web/0#1 127.0.0.1:20000 READY", "web/1#1 127.0.0.1:20001 UNREADY");
    }

    @Test
    void one_beyond_the_replicas_is_spare_unless_it_stands_in_for_others() {
        var app = DesiredApp.first(0, spec(20_000, 1));
        put(app, 2, RoutesTest::ready);
        assertThat(endpoints(app)).containsExactly("web/2#1 127.0.0.1:20002 SPARE");
        assertThat(endpoints(app.reloaded())).containsExactly("web/2#1 127.0.0.1:20002 READY");
        assertThat(endpoints(DesiredApp.first(0, spec(20_000, 0)))).containsExactly("web/2#1 127.0.0.1:20002 READY");
    }

    @Test
    void during_a_rollout_each_has_the_port_it_was_launched_with() {
        var before = DesiredApp.first(0, spec(20_000, 0));
        var app = before.updated(spec(20_100, 0), Release.Note.of(2));
        put(before, 0, RoutesTest::draining);
        put(app, 1, RoutesTest::ready);
        assertThat(endpoints(app)).containsExactly("web/0#1 127.0.0.1:20000 DRAINING", "web/1#1 127.0.0.1:20101 READY");
    }

    @Test
    void what_is_under_way_is_served_after_a_stop_and_then_the_port_is_given_back() {
        var app = DesiredApp.first(0, spec(20_000, 0)).withRunning(false);
        put(app, 0, RoutesTest::draining);
        assertThat(endpoints(app)).containsExactly("web/0#1 127.0.0.1:20000 DRAINING");
        instances.clear();
        assertThat(routes(app)).isEmpty();
    }

    @Test
    void nobody_is_published_who_serves_his_port_himself() {
        assertThat(routes(DesiredApp.first(0, spec(20_000, 0).withTraffic(Traffic.OWN))))
                .isEmpty();
    }
}
