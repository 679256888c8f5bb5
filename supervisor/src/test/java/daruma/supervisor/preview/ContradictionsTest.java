package daruma.supervisor.preview;

import static org.assertj.core.api.Assertions.assertThat;

import daruma.model.AppName;
import daruma.model.AppSpec;
import daruma.model.Backoff;
import daruma.model.Command;
import daruma.model.CrashLoopRule;
import daruma.model.Dependencies;
import daruma.model.Evidence;
import daruma.model.Health;
import daruma.model.Limits;
import daruma.model.Probe;
import daruma.model.ProbeCheck;
import daruma.model.ProcessSettings;
import daruma.model.ProgramKind;
import daruma.model.Readiness;
import daruma.model.Recycling;
import daruma.model.RestartMode;
import daruma.model.RestartPolicy;
import daruma.model.Rlimit;
import daruma.model.Signal;
import daruma.model.StopPolicy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ContradictionsTest {
    private static final Contradictions.Machine MACHINE = new Contradictions.Machine(OptionalLong.of(4L << 30), 2);
    private static final AppName DB = new AppName("db");
    private static final AppSpec WEB = app(new AppName("web"), ProgramKind.SHELL);

    private static AppSpec app(AppName name, ProgramKind kind) {
        return AppSpec.of(name, new Command(List.of("/bin/x"), Path.of("/"), kind, Optional.empty()));
    }

    private static Probe probe(int period, int timeout, int failures, Optional<Duration> grace) {
        return new Probe(
                new ProbeCheck.Tcp(OptionalInt.of(80)),
                Duration.ZERO,
                Duration.ofSeconds(period),
                Duration.ofSeconds(timeout),
                1,
                failures,
                grace);
    }

    private static Probe probe(int period, int timeout, int failures) {
        return probe(period, timeout, failures, Optional.empty());
    }

    private static UnaryOperator<AppSpec> health(UnaryOperator<Health> change) {
        return app -> app.withHealth(change.apply(app.health()));
    }

    private static UnaryOperator<AppSpec> limits(Limits limits, Rlimit... rlimits) {
        return app -> app.withHealth(app.health().withLimits(limits))
                .withProcess(new ProcessSettings(
                        Optional.empty(),
                        Optional.empty(),
                        OptionalInt.empty(),
                        OptionalInt.empty(),
                        OptionalInt.empty(),
                        List.of(rlimits)));
    }

    private static UnaryOperator<AppSpec> restart(
            RestartMode mode, Backoff backoff, CrashLoopRule rule, OptionalInt most, Set<Integer> codes) {
        return app -> app.withRestart(new RestartPolicy(mode, backoff, rule, most, codes));
    }

    private static final Backoff SLOW = new Backoff(
            Duration.ofSeconds(30), Duration.ofSeconds(30), 1, Duration.ofSeconds(30), 0, Duration.ofSeconds(60));

    static Stream<Arguments> each_contradiction_is_told_and_its_neighbour_is_not() {
        var most = new CrashLoopRule(5, Duration.ofSeconds(60), Duration.ofMinutes(10), 3, 0.5);
        var memory = OptionalLong.of(512 << 20);
        var none = OptionalInt.empty();
        return Stream.of(
                Arguments.of(
                        "livenessProbe is stricter than readinessProbe",
                        health(h -> h.withLiveness(probe(5, 1, 2)).withReadiness(probe(5, 1, 3))),
                        health(h -> h.withLiveness(probe(5, 1, 4)).withReadiness(probe(5, 1, 3)))),
                Arguments.of(
                        "livenessProbe: a check may take 10s, longer than the 5s",
                        health(h -> h.withLiveness(probe(5, 10, 3))),
                        health(h -> h.withLiveness(probe(5, 5, 3)))),
                Arguments.of(
                        "livenessProbe: a sick instance gets 1m to end",
                        health(h -> h.withLiveness(probe(5, 1, 3, Optional.of(Duration.ofMinutes(1))))),
                        health(h -> h.withLiveness(probe(5, 1, 3, Optional.of(Duration.ofSeconds(1)))))),
                Arguments.of(
                        "startupProbe allows 2m to come up, but listenTimeout ends the start after 30s",
                        deadline(Duration.ofSeconds(30), h -> h.withStartup(probe(1, 1, 120))),
                        deadline(Duration.ofSeconds(30), h -> h.withStartup(probe(1, 1, 20)))),
                Arguments.of(
                        "listenTimeout allows 5m to come up, but livenessProbe restarts after 11s",
                        deadline(Duration.ofMinutes(5), h -> h.withLiveness(probe(5, 1, 3))),
                        deadline(
                                Duration.ofMinutes(5),
                                h -> h.withLiveness(probe(5, 1, 3)).withStartup(probe(1, 1, 100)))),
                Arguments.of(
                        "stopGracePeriod is 0s",
                        (UnaryOperator<AppSpec>) app -> app.withStop(new StopPolicy(Signal.SIGTERM, Duration.ZERO)),
                        (UnaryOperator<AppSpec>)
                                app -> app.withStop(new StopPolicy(Signal.SIGTERM, Duration.ofSeconds(1)))),
                Arguments.of(
                        "shorter than one check of readinessProbe (5s)",
                        (UnaryOperator<AppSpec>)
                                app -> app.withStop(new StopPolicy(Signal.SIGTERM, Duration.ofSeconds(2)))
                                        .withHealth(Health.DEFAULT.withReadiness(probe(5, 5, 3))),
                        health(h -> h.withReadiness(probe(5, 5, 3)))),
                Arguments.of(
                        "limits.memory (8192 MiB) cannot fire: the machine has 4096 MiB",
                        limits(new Limits(OptionalLong.of(8L << 30), none, none)),
                        limits(new Limits(memory, none, none))),
                Arguments.of(
                        "limits.memory (512 MiB) cannot fire: ulimits.as allows each process only 256 MiB",
                        limits(new Limits(memory, none, none), new Rlimit("as", 256 << 20, Optional.empty())),
                        limits(new Limits(memory, none, none), new Rlimit("as", 1 << 30, Optional.empty()))),
                Arguments.of(
                        "limits.cpu (3.0) cannot fire: the machine has 2 processors",
                        limits(new Limits(OptionalLong.empty(), OptionalInt.of(300), none)),
                        limits(new Limits(OptionalLong.empty(), OptionalInt.of(200), none))),
                Arguments.of(
                        "limits.tasks (500) cannot fire: ulimits.nproc allows only 100",
                        limits(
                                new Limits(OptionalLong.empty(), none, OptionalInt.of(500)),
                                new Rlimit("nproc", 100, Optional.empty())),
                        limits(
                                new Limits(OptionalLong.empty(), none, OptionalInt.of(500)),
                                new Rlimit("nproc", Rlimit.UNLIMITED, Optional.empty()))),
                Arguments.of(
                        "maxAge (30s) is shorter than backoff.reset (1m)",
                        age(Duration.ofSeconds(30)),
                        age(Duration.ofDays(1))),
                Arguments.of(
                        "an instance may be replaced before it is ready",
                        age(Duration.ofSeconds(1)),
                        age(Duration.ofHours(1))),
                Arguments.of(
                        "maxRestarts cannot be reached: restart is never",
                        restart(RestartMode.NEVER, Backoff.DEFAULT, most, OptionalInt.of(3), Set.of()),
                        restart(RestartMode.ALWAYS, Backoff.DEFAULT, most, OptionalInt.of(30), Set.of())),
                Arguments.of(
                        "stopExitCodes change nothing",
                        restart(RestartMode.NEVER, Backoff.DEFAULT, most, none, Set.of(3)),
                        restart(RestartMode.ALWAYS, Backoff.DEFAULT, most, none, Set.of(3))),
                Arguments.of(
                        "crashLoop.deaths cannot fire: 5 deaths within 1m are impossible, as the waits between them"
                                + " alone take 2m",
                        restart(RestartMode.ALWAYS, SLOW, most, none, Set.of()),
                        restart(RestartMode.ALWAYS, Backoff.DEFAULT, most, none, Set.of())),
                Arguments.of(
                        "cannot be reached in a burst: maxRestarts gives up after 2",
                        restart(RestartMode.ALWAYS, Backoff.DEFAULT, most, OptionalInt.of(2), Set.of()),
                        restart(RestartMode.ALWAYS, Backoff.DEFAULT, most, OptionalInt.of(5), Set.of())),
                Arguments.of("core is true, and ulimits.core is 0", core(0), core(Rlimit.UNLIMITED)),
                Arguments.of(
                        "heapDumpOnOom changes nothing",
                        health(h -> h.withEvidence(new Evidence(false, true))),
                        health(h -> h.withEvidence(new Evidence(true, false)))),
                Arguments.of(
                        "it waits until \"db\" has completed, but \"db\" is restarted whenever it ends",
                        needs(Dependencies.Condition.COMPLETED),
                        needs(Dependencies.Condition.READY)));
    }

    private static UnaryOperator<AppSpec> deadline(Duration deadline, UnaryOperator<Health> change) {
        return app -> app.withReadiness(new Readiness(Readiness.Rule.AUTO, deadline, Duration.ofSeconds(1)))
                .withHealth(change.apply(app.health()));
    }

    private static UnaryOperator<AppSpec> age(Duration age) {
        return health(h -> h.withRecycling(new Recycling(Optional.of(age), 0.1, Optional.empty())));
    }

    private static UnaryOperator<AppSpec> core(long most) {
        return app -> limits(Limits.NONE, new Rlimit("core", most, Optional.empty()))
                .apply(app)
                .withHealth(Health.DEFAULT.withEvidence(new Evidence(true, false)));
    }

    private static UnaryOperator<AppSpec> needs(Dependencies.Condition condition) {
        return app -> app.withDependencies(new Dependencies(Map.of(DB, condition), Optional.empty()));
    }

    @ParameterizedTest
    @MethodSource
    void each_contradiction_is_told_and_its_neighbour_is_not(
            String told, UnaryOperator<AppSpec> contradictory, UnaryOperator<AppSpec> sound) {
        var among = List.of(app(DB, ProgramKind.BINARY));
        assertThat(Contradictions.of(contradictory.apply(WEB), among, MACHINE))
                .anySatisfy(text -> assertThat(text).contains(told));
        assertThat(Contradictions.of(sound.apply(WEB), among, MACHINE))
                .noneSatisfy(text -> assertThat(text).contains(told));
    }

    @Test
    void an_app_with_every_default_contradicts_nothing() {
        assertThat(Contradictions.of(WEB, List.of(), MACHINE)).isEmpty();
        assertThat(Contradictions.of(
                        WEB.withHealth(Health.DEFAULT
                                .withLiveness(Probe.of(new ProbeCheck.Tcp(OptionalInt.of(80))))
                                .withLimits(new Limits(
                                        OptionalLong.of(1L << 30), OptionalInt.empty(), OptionalInt.empty()))),
                        List.of(),
                        new Contradictions.Machine(OptionalLong.empty(), 1)))
                .isEmpty();
    }
}
