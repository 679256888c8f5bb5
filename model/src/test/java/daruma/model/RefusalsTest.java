package daruma.model;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Records refuse nonsense at the first value beyond a bound, say which value and what is allowed, and take the bound itself. */
class RefusalsTest {
    private static final Command TRUE =
            new Command(List.of("/bin/true"), Path.of("/"), ProgramKind.BINARY, Optional.empty());
    private static final AppSpec WEB = AppSpec.of(new AppName("web"), TRUE);
    private static final ProbeCheck TCP = new ProbeCheck.Tcp(OptionalInt.of(80));

    private static Probe probe(Duration delay, Duration period, Duration timeout, int successes, int failures) {
        return new Probe(TCP, delay, period, timeout, successes, failures, Optional.empty());
    }

    private static Backoff backoff(double factor, double jitter) {
        var d = Backoff.DEFAULT;
        return new Backoff(d.first(), d.initial(), factor, d.max(), jitter, d.reset());
    }

    private static Arguments refused(ThrowingCallable nonsense, String... told) {
        return Arguments.of(nonsense, told);
    }

    static Stream<Arguments> nonsense_is_refused_and_named() {
        var second = Duration.ofSeconds(1);
        var none = OptionalInt.empty();
        return Stream.of(
                refused(() -> new AppName(""), "invalid app name \"\""),
                refused(() -> new AppName("all"), "\"all\""),
                refused(() -> new AppName("a b"), "\"a b\""),
                refused(() -> new AppName("x".repeat(200)), "invalid app name"),
                refused(() -> WEB.withReplicas(0), "instances is 0", "1 to 1000"),
                refused(() -> WEB.withReplicas(1_001), "instances is 1001"),
                refused(() -> WEB.withPort(0), "port 0"),
                refused(() -> WEB.withReplicas(3).withPort(65_534), "port 65534 for 3 instance(s)", "1 to 65535"),
                refused(() -> WEB.withNamespace("a/b"), "invalid namespace \"a/b\""),
                refused(() -> WEB.withEnv(Map.of("A=B", "x")), "invalid environment variable \"A=B\""),
                refused(() -> WEB.withEnv(Map.of("A", "x\0")), "NUL"),
                refused(
                        () -> WEB.withReadiness(new Readiness(Readiness.Rule.PORT, second, second)),
                        "readiness by port needs a port"),
                refused(() -> new Readiness(Readiness.Rule.AUTO, Duration.ZERO, second), "start deadline is 0s"),
                refused(() -> backoff(0.9, 0.1), "backoff.factor is 0.9", "1 to 100"),
                refused(() -> backoff(Double.NaN, 0.1), "backoff.factor is NaN"),
                refused(() -> backoff(2, 0.91), "backoff.jitter is 0.91", "0 to 0.9"),
                refused(() -> new CrashLoopRule(1, second, second, 3, 0.5), "from 2 to 1000"),
                refused(() -> new CrashLoopRule(5, second, second, 3, 1.1), "minReadyShare is 1.1", "0 to 1"),
                refused(
                        () -> new CrashLoopRule(5, Duration.ofMillis(999), second, 3, 0.5),
                        "crashLoop.within is 999ms",
                        "1s to 1d"),
                refused(() -> probe(Duration.ofSeconds(-1), second, second, 1, 1), "initial delay of a probe"),
                refused(
                        () -> probe(Duration.ZERO, Duration.ofMillis(9), second, 1, 1),
                        "period of a probe is 9ms",
                        "10ms"),
                refused(() -> probe(Duration.ZERO, second, Duration.ZERO, 1, 1), "timeout of a probe is 0s", "1ms"),
                refused(() -> probe(Duration.ZERO, second, second, 0, 1), "threshold of a probe is 0"),
                refused(() -> probe(Duration.ZERO, second, second, 1, 0), "threshold of a probe is 0"),
                refused(
                        () -> Health.DEFAULT.withLiveness(probe(Duration.ZERO, second, second, 2, 1)),
                        "success threshold of the liveness probe is 2",
                        "must be 1"),
                refused(
                        () -> Health.DEFAULT.withStartup(probe(Duration.ZERO, second, second, 2, 1)),
                        "success threshold of the startup probe"),
                refused(() -> Health.DEFAULT.withWatchdog(Duration.ofMillis(99)), "watchdog is 99ms", "100ms to 1d"),
                refused(() -> new ProbeCheck.Tcp(OptionalInt.of(65_536)), "port 65536", "1 to 65535"),
                refused(() -> new ProbeCheck.Http(none, "live", Map.of(), false), "invalid path \"live\""),
                refused(() -> new ProbeCheck.Http(none, "/a b", Map.of(), false), "invalid path \"/a b\""),
                refused(() -> new ProbeCheck.Http(none, "/", Map.of("A B", "c"), false), "invalid header \"A B\""),
                refused(() -> new ProbeCheck.Http(none, "/", Map.of("A", "c\r\nX: y"), false), "invalid header \"A\""),
                refused(() -> new ProbeCheck.Exec(List.of()), "needs a command"),
                refused(() -> new ProbeCheck.Log("("), "invalid pattern \"(\""),
                refused(
                        () -> new Limits(OptionalLong.of((1 << 20) - 1), none, none),
                        "memory limit is 1048575 bytes",
                        "1 MiB"),
                refused(() -> new Limits(OptionalLong.empty(), OptionalInt.of(0), none), "CPU limit is 0 %"),
                refused(() -> new Limits(OptionalLong.empty(), none, OptionalInt.of(0)), "limit of tasks is 0"),
                refused(
                        () -> new Recycling(Optional.of(Duration.ofMillis(999)), 0, Optional.empty()),
                        "maximum age is 999ms"),
                refused(
                        () -> new Recycling(Optional.empty(), 1.01, Optional.empty()),
                        "jitter of the maximum age is 1.01"),
                refused(() -> new Recycling(Optional.empty(), 0, Optional.of("* * *")), "invalid schedule \"* * *\""),
                refused(() -> group("a b", 0, 1, second), "invalid group \"a b\""),
                refused(() -> group("a", -1, 1, second), "negative position or intensity"),
                refused(() -> group("a", 0, 1, Duration.ZERO), "period of group \"a\" is 0s"),
                refused(() -> Durations.parse("5"), "invalid duration \"5\"", "500ms, 10s, 1m30s or 2h"),
                refused(() -> Durations.parse("10001d"), "the longest is 10000d"),
                refused(
                        () -> new RestartPolicy(
                                RestartMode.ALWAYS,
                                Backoff.DEFAULT,
                                CrashLoopRule.DEFAULT,
                                OptionalInt.empty(),
                                Set.of(256)),
                        "256"));
    }

    private static Dependencies.Group group(String name, int position, int intensity, Duration period) {
        return new Dependencies.Group(name, position, Dependencies.Strategy.ONE_FOR_ALL, intensity, period);
    }

    @ParameterizedTest
    @MethodSource
    void nonsense_is_refused_and_named(ThrowingCallable nonsense, String[] told) {
        assertThatThrownBy(nonsense).isInstanceOf(Refused.class).satisfies(refused -> {
            for (var text : told) {
                org.assertj.core.api.Assertions.assertThat(refused).hasMessageContaining(text);
            }
        });
    }

    static Stream<ThrowingCallable> the_bounds_themselves_are_taken() {
        var second = Duration.ofSeconds(1);
        var none = OptionalInt.empty();
        return Stream.of(
                () -> WEB.withReplicas(AppSpec.MAX_REPLICAS),
                () -> WEB.withReplicas(3).withPort(65_533),
                () -> backoff(1, 0),
                () -> backoff(100, 0.9),
                () -> new CrashLoopRule(2, second, second, 2, 0),
                () -> new CrashLoopRule(1_000, Durations.DAY, Durations.DAY, 1_000, 1),
                () -> probe(Duration.ZERO, Duration.ofMillis(10), Duration.ofMillis(1), 1, 1),
                () -> probe(Durations.DAY, Durations.DAY, Durations.DAY, 5, 5),
                () -> Health.DEFAULT.withReadiness(probe(Duration.ZERO, second, second, 5, 5)),
                () -> Health.DEFAULT.withWatchdog(Duration.ofMillis(100)),
                () -> new ProbeCheck.Tcp(OptionalInt.of(65_535)),
                () -> new Limits(OptionalLong.of(1 << 20), OptionalInt.of(1), OptionalInt.of(1)),
                () -> new Recycling(Optional.of(second), 1, Optional.of("* * * * * *")),
                () -> group("a", 0, 0, Duration.ofMillis(1)),
                () -> new ProbeCheck.Http(none, "/?a=%20b", Map.of("X-A", "b\tc"), true));
    }

    @ParameterizedTest
    @MethodSource
    void the_bounds_themselves_are_taken(ThrowingCallable sense) {
        assertThatCode(sense).doesNotThrowAnyException();
    }
}
