package daruma.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import daruma.model.AppName;
import daruma.model.AppSpec;
import daruma.model.Dependencies;
import daruma.model.Evidence;
import daruma.model.Health;
import daruma.model.Limits;
import daruma.model.Probe;
import daruma.model.ProbeCheck;
import daruma.model.Recycling;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code daruma.yaml} says about health, dependencies and groups. */
class HealthYamlTest {
    private static final String APP = "apps:\n  - name: web\n    command: [/bin/sh]\n    port: 3000\n";

    @TempDir
    Path folder;

    private ManifestReading read(String yaml) {
        try {
            return DarumaYaml.read(Files.writeString(folder.resolve("daruma.yaml"), yaml), Map.of("PATH", "/bin"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<AppSpec> apps(String yaml) {
        return switch (read(yaml)) {
            case ManifestReading.Accepted(var apps, var _) -> apps;
            case ManifestReading.Rejected(var mistakes) -> throw new AssertionError("rejected: " + mistakes);
        };
    }

    private Health health(String lines) {
        return apps(APP + lines.indent(4)).getFirst().health();
    }

    private List<String> mistakes(String yaml) {
        return switch (read(yaml)) {
            case ManifestReading.Accepted accepted -> throw new AssertionError("accepted: " + accepted);
            case ManifestReading.Rejected(var mistakes) ->
                mistakes.stream()
                        .map(m -> m.toString().replace(m.file() + ":", "").strip())
                        .toList();
        };
    }

    @Test
    void without_a_word_about_it_health_is_the_default() {
        assertThat(health("")).isEqualTo(Health.DEFAULT);
        assertThat(apps(APP).getFirst().dependencies()).isEqualTo(Dependencies.NONE);
    }

    @Test
    void every_key_of_health_arrives_in_the_declaration() {
        assertThat(health("""
                startupProbe: { exec: { command: [/bin/true, "a b"] }, periodSeconds: 0.5, failureThreshold: 60 }
                livenessProbe:
                  httpGet: { path: "/live?deep=1", port: 8081, scheme: HTTPS, httpHeaders: [{ name: X-A, value: b }] }
                  initialDelaySeconds: 3
                  periodSeconds: 5
                  timeoutSeconds: 2
                  failureThreshold: 4
                  terminationGracePeriodSeconds: 1
                readinessProbe: { tcpSocket: { port: 5432 }, successThreshold: 2 }
                watchdog: 30s
                hangDetection: false
                limits: { memory: 512Mi, cpu: 1.5, tasks: 100 }
                maxAge: 1d
                maxAgeJitter: 0.2
                schedule: { restart: "0  4 * * *" }
                core: true
                heapDumpOnOom: true
                """))
                .isEqualTo(new Health(
                        Optional.of(new Probe(
                                new ProbeCheck.Exec(List.of("/bin/true", "a b")),
                                Duration.ZERO,
                                Duration.ofMillis(500),
                                Duration.ofSeconds(1),
                                1,
                                60,
                                Optional.empty())),
                        Optional.of(new Probe(
                                new ProbeCheck.Http(OptionalInt.of(8081), "/live?deep=1", Map.of("X-A", "b"), true),
                                Duration.ofSeconds(3),
                                Duration.ofSeconds(5),
                                Duration.ofSeconds(2),
                                1,
                                4,
                                Optional.of(Duration.ofSeconds(1)))),
                        Optional.of(new Probe(
                                new ProbeCheck.Tcp(OptionalInt.of(5432)),
                                Duration.ZERO,
                                Duration.ofSeconds(10),
                                Duration.ofSeconds(1),
                                2,
                                3,
                                Optional.empty())),
                        Optional.of(Duration.ofSeconds(30)),
                        false,
                        new Limits(OptionalLong.of(512 << 20), OptionalInt.of(150), OptionalInt.of(100)),
                        new Recycling(Optional.of(Duration.ofDays(1)), 0.2, Optional.of("0 4 * * *")),
                        new Evidence(true, true)));
    }

    @Test
    void the_other_checks_are_read_too() {
        assertThat(health("livenessProbe: { grpc: { service: shop } }")
                        .liveness()
                        .orElseThrow()
                        .check())
                .isEqualTo(new ProbeCheck.Grpc(OptionalInt.empty(), "shop"));
        assertThat(health("readinessProbe: { log: { pattern: 'listening on \\d+' } }")
                        .readiness()
                        .orElseThrow()
                        .check())
                .isEqualTo(new ProbeCheck.Log("listening on \\d+"));
        assertThat(health("limits: { cpu: 500m }").limits().cpuPercent()).isEqualTo(OptionalInt.of(50));
    }

    @Test
    void the_apps_own_port_means_the_port_of_each_instance() {
        for (var probe : List.of("httpGet: { path: / }", "httpGet: { port: 3000 }")) {
            assertThat(health("livenessProbe: { " + probe + " }")
                            .liveness()
                            .orElseThrow()
                            .check())
                    .isEqualTo(new ProbeCheck.Http(OptionalInt.empty(), "/", Map.of(), false));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "livenessProbe: { periodSeconds: 5 }                       | 5: apps[0].livenessProbe: does not say what to look at",
                "livenessProbe: { httpGet: {}, exec: { command: x } }      | 5: apps[0].livenessProbe.exec: stands beside \"httpGet\" in line 5",
                "livenessProbe: { httpGet: { path: live } }                | 5: apps[0].livenessProbe.httpGet: invalid path \"live\"",
                "livenessProbe: { exec: { command: [] } }                  | 5: apps[0].livenessProbe.exec: a probe by command needs a command",
                "livenessProbe: { log: { pattern: '(' } }                  | 5: apps[0].livenessProbe.log: invalid pattern",
                "livenessProbe: { tcpSocket: {}, successThreshold: 2 }     | 5: apps[0].livenessProbe.successThreshold: must be 1",
                "livenessProbe: { tcpSocket: {}, periodSecond: 2 }         | did you mean \"periodSeconds\"",
                "livenessProbe: { tcpSocket: { port: 70000 } }             | 70000",
                "livenessProbe: { tcpSocket: {}, timeoutSeconds: 0 }       | is not a number from",
                "limits: { memory: 12 }                                    | 5: apps[0].limits: the memory limit is 12 bytes",
                "limits: { cpu: 0 }                                        | 5: apps[0].limits: the CPU limit",
                "limits: { nofile: 12 }                                    | unknown key \"nofile\"",
                "maxAge: 10ms                                              | 5: apps[0].maxAge: the maximum age is 10ms",
                "schedule: { restart: hourly }                             | 5: apps[0].schedule.restart: invalid schedule \"hourly\"",
                "watchdog: 0s                                              | 5: apps[0].watchdog: the watchdog is 0s",
                "dependsOn: [{ app: db, condition: healthy }]              | 5: apps[0].dependsOn[0].condition: \"healthy\" is not one of started, ready, completed",
                "dependsOn: [{ condition: ready }]                         | 5: apps[0].dependsOn[0]: does not say which app",
                "dependsOn: [web]                                          | 5: apps[0].dependsOn: the apps wait for each other for ever: web -> web",
                "depends_on: [db]                                          | here it is \"dependsOn\"",
            })
    void what_makes_no_sense_is_told_with_its_line(String line, String told) {
        assertThat(mistakes(APP + line.indent(4)))
                .anySatisfy(mistake -> assertThat(mistake).contains(told));
    }

    @Test
    void dependencies_are_names_or_conditions_and_form_no_cycle() {
        var apps = apps("""
                apps:
                  - { name: db, command: [/bin/sh] }
                  - { name: migrate, command: [/bin/sh], dependsOn: [db] }
                  - name: web
                    command: [/bin/sh]
                    dependsOn: [{ app: migrate, condition: completed }, { app: db, condition: started }]
                """);
        assertThat(apps.get(1).dependencies().on()).isEqualTo(Map.of(new AppName("db"), Dependencies.Condition.READY));
        assertThat(apps.get(2).dependencies().on())
                .isEqualTo(Map.of(
                        new AppName("migrate"),
                        Dependencies.Condition.COMPLETED,
                        new AppName("db"),
                        Dependencies.Condition.STARTED));
        assertThat(mistakes("""
                apps:
                  - { name: a, command: [/bin/sh], dependsOn: [c] }
                  - { name: b, command: [/bin/sh], dependsOn: [a] }
                  - { name: c, command: [/bin/sh], dependsOn: [b] }
                """))
                .singleElement()
                .asString()
                .startsWith("2: apps[0].dependsOn:")
                .contains("a -> c -> b -> a");
    }

    @Test
    void a_dependency_on_an_app_of_another_file_is_noticed_with_a_hint() {
        assertThat(read("""
                apps:
                  - { name: postgres, command: [/bin/sh] }
                  - { name: web, command: [/bin/sh], dependsOn: [postgers] }
                """))
                .isInstanceOfSatisfying(
                        ManifestReading.Accepted.class,
                        accepted -> assertThat(accepted.notices())
                                .contains(
                                        "web: needs \"postgers\", which is not in this file; did you mean \"postgres\"?"));
    }

    @Test
    void members_of_a_group_know_their_place_in_it() {
        var apps = apps("""
                apps:
                  - { name: web, command: [/bin/sh] }
                  - { name: db, command: [/bin/sh] }
                groups:
                  - { name: shop, apps: [db, web], strategy: rest_for_one, intensity: 3, period: 1m }
                """);
        assertThat(apps.get(0).dependencies().group())
                .contains(new Dependencies.Group(
                        "shop", 1, Dependencies.Strategy.REST_FOR_ONE, 3, Duration.ofMinutes(1)));
        assertThat(apps.get(1).dependencies().group())
                .contains(new Dependencies.Group(
                        "shop", 0, Dependencies.Strategy.REST_FOR_ONE, 3, Duration.ofMinutes(1)));
    }

    @Test
    void groups_that_make_no_sense_are_told() {
        assertThat(mistakes("""
                apps:
                  - { name: web, command: [/bin/sh] }
                groups:
                  - { name: a, apps: [web, wbe] }
                  - { name: b, apps: [web] }
                  - { name: b, apps: [] }
                  - { apps: [web] }
                  - { name: c }
                  - { name: "d e", apps: [web], strategy: all }
                """))
                .satisfiesExactly(
                        m -> assertThat(m)
                                .isEqualTo(
                                        "4: groups[0].apps: there is no app \"wbe\" in this file; did you mean \"web\"?"),
                        m -> assertThat(m)
                                .isEqualTo(
                                        "5: groups[1].apps: \"web\" is in the group \"a\" already; an app has one place"),
                        m -> assertThat(m).contains("the group \"b\" is there already, in line 5"),
                        m -> assertThat(m).startsWith("7: groups[3]: has no name"),
                        m -> assertThat(m).startsWith("8: groups[4].apps: a group needs apps"),
                        m -> assertThat(m).startsWith("9: groups[5].strategy: \"all\" is not one of"),
                        m -> assertThat(m).startsWith("9: groups[5]: invalid group \"d e\""));
    }
}
