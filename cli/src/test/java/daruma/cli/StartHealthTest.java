package daruma.cli;

import static org.assertj.core.api.Assertions.assertThat;

import daruma.control.Answer;
import daruma.control.Fault;
import daruma.control.Method;
import daruma.control.Request;
import daruma.model.AppName;
import daruma.model.AppSpec;
import daruma.model.Dependencies;
import daruma.model.Evidence;
import daruma.model.Health;
import daruma.model.Limits;
import daruma.model.Probe;
import daruma.model.ProbeCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The options of {@code start} about health and dependencies. */
class StartHealthTest extends WithDaemon {
    @BeforeEach
    void program() throws IOException {
        Files.writeString(directory.resolve("app.sh"), "");
        daemon.answers(Method.START, new Answer.Changed(List.of(Apps.api()), List.of()));
        daemon.fails(Method.LIST, new Fault.NoSuchApp("x", List.of()));
    }

    private Shell.Result start(String... options) {
        var words = new ArrayList<>(List.of("start", "app.sh"));
        words.addAll(Arrays.asList(options));
        return shell().run(words.toArray(new String[0]));
    }

    private AppSpec started(String... options) {
        var result = start(options);
        assertThat(result.exit()).as(result.err()).isZero();
        return daemon.last(Request.Start.class).orElseThrow().apps().getFirst();
    }

    @Test
    void without_options_health_is_the_default() {
        assertThat(started().health()).isEqualTo(Health.DEFAULT);
        assertThat(started().dependencies()).isEqualTo(Dependencies.NONE);
    }

    @Test
    void a_check_by_http_is_a_liveness_probe_and_a_start_period_a_startup_probe() {
        var health = started(
                        "--port",
                        "3000",
                        "--health-http",
                        "/live",
                        "--health-interval",
                        "5s",
                        "--health-timeout",
                        "2s",
                        "--health-retries",
                        "4",
                        "--health-start-period",
                        "90s",
                        "--ready-http",
                        "8081/ready")
                .health();
        var live = new ProbeCheck.Http(OptionalInt.empty(), "/live", Map.of(), false);
        assertThat(health.liveness())
                .contains(new Probe(
                        live, Duration.ZERO, Duration.ofSeconds(5), Duration.ofSeconds(2), 1, 4, Optional.empty()));
        assertThat(health.startup())
                .contains(new Probe(
                        live, Duration.ZERO, Duration.ofSeconds(1), Duration.ofSeconds(2), 1, 90, Optional.empty()));
        assertThat(health.readiness().orElseThrow().check())
                .isEqualTo(new ProbeCheck.Http(OptionalInt.of(8081), "/ready", Map.of(), false));
    }

    @Test
    void a_check_waits_for_a_slow_start_unless_told_otherwise() {
        assertThat(started("--health-http", "/live").health().startup().orElseThrow())
                .satisfies(probe -> assertThat(probe.period()).isEqualTo(Duration.ofSeconds(1)))
                .satisfies(probe -> assertThat(probe.failureThreshold()).isEqualTo(60));
        assertThat(started("--health-http", "/live", "--listen-timeout", "5000")
                        .health()
                        .startup()
                        .orElseThrow()
                        .failureThreshold())
                .isEqualTo(5);
        assertThat(started("--health-http", "/live", "--health-start-period", "0s")
                        .health()
                        .startup())
                .isEmpty();
        assertThat(started("--ready-http", "/ready").health().startup()).isEmpty();
    }

    @Test
    void checks_by_port_and_by_command() {
        assertThat(started("--port", "3000", "--health-tcp", "3000")
                        .health()
                        .liveness()
                        .orElseThrow()
                        .check())
                .isEqualTo(new ProbeCheck.Tcp(OptionalInt.empty()));
        assertThat(started("--health-cmd", "pg_isready -h 'my host'")
                        .health()
                        .liveness()
                        .orElseThrow()
                        .check())
                .isEqualTo(new ProbeCheck.Exec(List.of("pg_isready", "-h", "my host")));
    }

    @Test
    void limits_recycling_evidence_and_watchdog() {
        var health = started(
                        "--max-memory-restart",
                        "200M",
                        "--max-age",
                        "7d",
                        "-c",
                        "*/30 0 4 * * *",
                        "--watchdog",
                        "30s",
                        "--core",
                        "--heap-dump-on-oom")
                .health();
        assertThat(health.limits())
                .isEqualTo(new Limits(OptionalLong.of(200 << 20), OptionalInt.empty(), OptionalInt.empty()));
        assertThat(health.recycling().maxAge()).contains(Duration.ofDays(7));
        assertThat(health.recycling().cron()).contains("*/30 0 4 * * *");
        assertThat(health.watchdog()).contains(Duration.ofSeconds(30));
        assertThat(health.evidence()).isEqualTo(new Evidence(true, true));
        assertThat(started("--cron-restart", "0").health().recycling().cron()).isEmpty();
    }

    @Test
    void dependencies_are_apps_with_what_they_must_have_reached() {
        assertThat(started("--depends-on", "db", "--depends-on", "migrate:completed")
                        .dependencies()
                        .on())
                .isEqualTo(Map.of(
                        new AppName("db"),
                        Dependencies.Condition.READY,
                        new AppName("migrate"),
                        Dependencies.Condition.COMPLETED));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--health-http live                    | use a path such as /live",
                "--health-http x/live                  | \"x\" is not a port",
                "--health-tcp 70000                    | ports go from 1 to 65535",
                "--health-http /a --health-tcp 80      | stand together",
                "--health-interval 5s                  | --health-interval goes with a check",
                "--ready-http /r --health-start-period 5s | --health-start-period goes with a check",
                "--health-http /a --health-interval 0s | the period of a probe is 0s",
                "--health-http /a --health-retries 0   | --health-retries",
                "--max-memory-restart lots             | invalid size \"lots\"",
                "--max-memory-restart 10               | use 1 MiB or more",
                "--cron-restart hourly                 | invalid schedule \"hourly\"",
                "--max-age soon                        | --max-age: invalid duration",
                "--watchdog 1ms                        | the watchdog is 1ms",
                "--depends-on db:readi                 | did you mean \"ready\"?",
                "--depends-on all                      | \"all\"",
            })
    void nonsense_is_refused_before_the_daemon_is_asked(String options, String told) {
        var result = start(options.split(" ", -1));
        assertThat(result.exit()).isEqualTo(2);
        assertThat(result.err()).contains(told);
        assertThat(daemon.last(Request.Start.class)).isEmpty();
    }

    @Test
    void a_description_tells_what_was_declared() {
        var spec = started(
                "--health-http",
                "/live",
                "--max-memory-restart",
                "200M",
                "--max-age",
                "7d",
                "--depends-on",
                "db",
                "--cron",
                "0 4 * * *",
                "--core");
        daemon.answers(Method.DESCRIBE, new Answer.Description(Apps.withSpec(spec), List.of(), List.of()));
        assertThat(shell().run("describe", "app").out())
                .contains("Alive if:    http GET /live each 10s, within 1s; 3 failures count\n")
                .contains("Limits:      memory 200 MiB\n")
                .contains("Max age:     7d\n")
                .contains("Schedule:    restart at \"0 4 * * *\"\n")
                .contains("Evidence:    core dumps\n")
                .contains("Needs:       db (ready)\n");
    }
}
