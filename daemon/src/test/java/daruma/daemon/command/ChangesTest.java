package daruma.daemon.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import daruma.control.Fault;
import daruma.control.Request;
import daruma.control.Size;
import daruma.model.AppName;
import daruma.model.AppSpec;
import daruma.model.Command;
import daruma.model.DesiredApp;
import daruma.model.ProgramKind;
import daruma.model.Rollout;
import daruma.model.Traffic;
import daruma.state.DesiredStore;
import daruma.supervisor.loop.Clock;
import daruma.supervisor.loop.Ports;
import daruma.supervisor.loop.ProcessLauncher;
import daruma.supervisor.loop.ReadinessWatch;
import daruma.supervisor.loop.Recovery;
import daruma.supervisor.loop.SupervisorLoop;
import daruma.supervisor.rollout.RollingUpdate;
import daruma.testkit.FakeHealthWatch;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What commands make of what is desired; nothing is launched, for nobody takes a step. */
class ChangesTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static final AppName WEB = new AppName("web");

    @TempDir
    Path directory;

    private final Set<Integer> taken = new TreeSet<>();
    private Changes changes;

    @BeforeEach
    void open() {
        var loop = new SupervisorLoop(
                new Ports(
                        nothing(ProcessLauncher.class),
                        nothing(ReadinessWatch.class),
                        new FakeHealthWatch(),
                        _ -> {},
                        _ -> {},
                        (_, _, _) -> {},
                        _ -> {},
                        new Clock() {
                            @Override
                            public Instant now() {
                                return NOON;
                            }

                            @Override
                            public Instant wall() {
                                return NOON;
                            }
                        }),
                new SplittableRandom(1),
                new Recovery(Map.of(), List.of(), List.of(), 0));
        changes = new Changes(
                DesiredStore.open(directory, InstantSource.fixed(NOON)),
                loop,
                _ -> {},
                directory,
                () -> NOON,
                port -> !taken.contains(port));
    }

    /** Never asked, for nothing is launched. */
    private static <T> T nothing(Class<T> port) {
        return port.cast(Proxy.newProxyInstance(port.getClassLoader(), new Class<?>[] {port}, (_, method, _) -> {
            throw new IllegalStateException(method.getName());
        }));
    }

    private static AppSpec spec(String name, int replicas) {
        return AppSpec.of(
                        new AppName(name),
                        new Command(List.of("/bin/sleep", "60"), Path.of("/"), ProgramKind.BINARY, Optional.empty()))
                .withReplicas(replicas);
    }

    private static AppSpec balanced(String name, int replicas) {
        return spec(name, replicas)
                .withPort(3000)
                .withTraffic(new Traffic(Traffic.Mode.BALANCED, OptionalInt.empty(), 0));
    }

    private DesiredApp web() {
        return changes.find(WEB).orElseThrow();
    }

    private static Fault fault(ThrowingCallable call) {
        return catchThrowableOfType(FaultException.class, call).fault();
    }

    @Test
    void apps_that_are_declared_together_get_ports_apart_from_each_other() throws FaultException {
        taken.add(20_003);
        changes.start(List.of(balanced("web", 3), balanced("api", 20)), "daruma start");
        assertThat(web().spec().traffic().backendPort()).isEqualTo(OptionalInt.of(20_016));
        assertThat(changes.find(new AppName("api"))
                        .orElseThrow()
                        .spec()
                        .traffic()
                        .backendPort())
                .isEqualTo(OptionalInt.of(20_032));
        assertThat(web().releases().current().cause()).isEqualTo("daruma start");
        assertThat(web().releases().current().since()).contains(NOON);
    }

    @Test
    void more_instances_replace_none_and_one_more_is_one_more() throws FaultException {
        changes.start(List.of(balanced("web", 3)), "daruma start");
        var made = changes.scale(List.of("web"), Size.by(2));
        assertThat(made.desired().get(WEB)).isEqualTo(web());
        assertThat(web().spec().replicas()).isEqualTo(5);
        assertThat(web().rollout()).isEmpty();
        assertThat(changes.scale(List.of("all"), Size.to(5)).notices()).containsExactly("web has 5 instances already");
    }

    @Test
    void what_is_refused_of_one_app_is_done_to_none() throws FaultException {
        changes.start(List.of(spec("web", 3), spec("api", 1)), "daruma start");
        assertThat(fault(() -> changes.scale(List.of("all"), Size.by(-1))))
                .isInstanceOf(Fault.Impossible.class)
                .extracting(Fault::sentence)
                .asString()
                .startsWith("cannot scale \"api\": that would leave no instance");
        assertThat(web().spec().replicas()).isEqualTo(3);
    }

    @Test
    void single_instances_are_not_scaled_and_unknown_apps_get_a_suggestion() throws FaultException {
        changes.start(List.of(spec("web", 3)), "daruma start");
        assertThat(fault(() -> changes.scale(List.of("web/1"), Size.to(2))).sentence())
                .contains("daruma restart web/1");
        assertThat(fault(() -> changes.scale(List.of("wbe"), Size.to(2))))
                .isEqualTo(new Fault.NoSuchApp("wbe", List.of("web")));
    }

    @Test
    void an_update_lays_variables_over_those_that_are_there_and_keeps_what_was_inherited() throws FaultException {
        var declared = spec("web", 2).withEnv(Map.of("A", "1", "B", "2")).withInheritedEnv(Map.of("HOME", "/root"));
        changes.start(List.of(declared), "daruma start");
        var asked = spec("web", 2).withEnv(Map.of("B", "3")).withInheritedEnv(Map.of("HOME", "/tmp"));
        var merged = changes.completed(new Request.Update(List.of(asked), true, List.of("A"), false, true));
        changes.update(merged);
        assertThat(web().spec().env()).isEqualTo(Map.of("B", "3"));
        assertThat(web().spec().inheritedEnv()).isEqualTo(Map.of("HOME", "/root"));
        assertThat(web().rollout().orElseThrow().kind()).isEqualTo(Rollout.Kind.UPDATE);
        var replaced = changes.completed(new Request.Update(List.of(asked), false, List.of(), true, true));
        assertThat(replaced.getFirst()).isEqualTo(asked);
    }

    @Test
    void an_update_that_fails_is_back_at_the_release_before() throws FaultException {
        changes.start(List.of(spec("web", 2)), "daruma start");
        changes.update(List.of(spec("web", 2).withEnv(Map.of("A", "b"))));
        changes.rolloutOver(WEB, web().specGeneration(), new RollingUpdate.Verdict.Failed("web/0 died"));
        assertThat(web().rollout().orElseThrow().kind()).isEqualTo(Rollout.Kind.ROLLBACK);
        assertThat(web().releases().current().number()).isEqualTo(1);
        changes.rolloutOver(WEB, web().specGeneration(), new RollingUpdate.Verdict.Done());
        assertThat(web().rollout()).isEmpty();
    }

    @Test
    void a_say_in_a_rollout_that_there_is_not_is_refused() throws FaultException {
        changes.start(List.of(spec("web", 2)), "daruma start");
        for (var step : List.of(Request.Rollout.Step.PAUSE, Request.Rollout.Step.RESUME, Request.Rollout.Step.UNDO)) {
            var request = new Request.Rollout(List.of("web"), step, OptionalInt.empty(), true);
            assertThat(fault(() -> changes.rollout(request))).isInstanceOf(Fault.Impossible.class);
        }
        changes.reload(List.of("web"), Optional.empty(), "daruma reload web");
        changes.rollout(new Request.Rollout(List.of("web"), Request.Rollout.Step.PAUSE, OptionalInt.empty(), true));
        assertThat(web().rollout().orElseThrow().paused()).isTrue();
    }
}
