package daruma.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import daruma.model.AppSpec;
import daruma.model.Backoff;
import daruma.model.CrashLoopRule;
import daruma.model.Readiness;
import daruma.model.RestartMode;
import daruma.model.Rlimit;
import daruma.model.Signal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DarumaYamlTest {
    @TempDir
    Path folder;

    private final Map<String, String> env = new HashMap<>();

    @BeforeEach
    void programs() throws IOException {
        var bin = Files.createDirectory(folder.resolve("bin"));
        for (var name : List.of("node", "gunicorn")) {
            var file = Files.writeString(bin.resolve(name), "#!/bin/sh\n");
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        Files.writeString(folder.resolve("server.js"), "");
        env.put("PATH", bin.toString());
    }

    private ManifestReading read(String yaml) {
        try {
            return DarumaYaml.read(Files.writeString(folder.resolve("daruma.yaml"), yaml), env);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private List<AppSpec> apps(String yaml) {
        return switch (read(yaml)) {
            case ManifestReading.Accepted(var apps, var _) -> apps;
            case ManifestReading.Rejected(var mistakes) -> throw new AssertionError("rejected: " + mistakes);
        };
    }

    /** The mistakes without the name of the file: {@code 3: apps[0].port: …}. */
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
    void every_key_arrives_in_the_declaration() throws IOException {
        Files.writeString(folder.resolve("common.env"), "A=common\nB=2\n");
        var app = apps("""
                        apps:
                          - name: web
                            script: server.js
                            args: --verbose "two words"
                            cwd: .
                            interpreterArgs: [--inspect]
                            env: { A: 1, DEBUG: true }
                            envFile: common.env
                            namespace: shop
                            replicas: 3
                            port: 3000
                            readiness: port
                            listenTimeout: 3000
                            settle: 2s
                            restart: on-failure
                            maxRestarts: 7
                            stopExitCodes: [0, 42]
                            backoff: { first: 0s, initial: 100ms, factor: 1.5, max: 10s, jitter: 0.1, reset: 30s }
                            crashLoop: { deaths: 4, within: 30s, window: 5m, minDeaths: 2, minReadyShare: 0.25 }
                            stopSignal: SIGINT
                            stopGracePeriod: 1m30s
                            user: www
                            group: www
                            umask: "027"
                            nice: 5
                            oomScoreAdjust: 100
                            ulimits: { nofile: 1024:4096, core: unlimited, as: 1GB }
                            logs: { file: web.log, maxSize: 1MB, maxFiles: 3, maxAge: 1d, spool: 1MB }
                        """).getFirst();
        assertThat(app.name().value()).isEqualTo("web");
        assertThat(app.command().argv())
                .containsExactly(
                        "node", "--inspect", folder.resolve("server.js").toString(), "--verbose", "two words");
        assertThat(app.command().cwd()).isEqualTo(folder);
        assertThat(app.env()).isEqualTo(Map.of("A", "1", "B", "2", "DEBUG", "true"));
        assertThat(app.namespace()).isEqualTo("shop");
        assertThat(app.replicas()).isEqualTo(3);
        assertThat(app.port()).isEqualTo(OptionalInt.of(3000));
        assertThat(app.readiness())
                .isEqualTo(new Readiness(Readiness.Rule.PORT, Duration.ofSeconds(3), Duration.ofSeconds(2)));
        assertThat(app.restart().mode()).isEqualTo(RestartMode.ON_FAILURE);
        assertThat(app.restart().giveUpAfter()).isEqualTo(OptionalInt.of(7));
        assertThat(app.restart().stopExitCodes()).isEqualTo(Set.of(0, 42));
        assertThat(app.restart().backoff())
                .isEqualTo(new Backoff(
                        Duration.ZERO,
                        Duration.ofMillis(100),
                        1.5,
                        Duration.ofSeconds(10),
                        0.1,
                        Duration.ofSeconds(30)));
        assertThat(app.restart().crashLoop())
                .isEqualTo(new CrashLoopRule(4, Duration.ofSeconds(30), Duration.ofMinutes(5), 2, 0.25));
        assertThat(app.stop().signal()).isEqualTo(Signal.SIGINT);
        assertThat(app.stop().grace()).isEqualTo(Duration.ofSeconds(90));
        assertThat(app.process().user()).contains("www");
        assertThat(app.process().group()).contains("www");
        assertThat(app.process().umask()).isEqualTo(OptionalInt.of(027));
        assertThat(app.process().nice()).isEqualTo(OptionalInt.of(5));
        assertThat(app.process().oomScoreAdjust()).isEqualTo(OptionalInt.of(100));
        assertThat(app.process().limits())
                .containsExactlyInAnyOrder(
                        new Rlimit("nofile", 1024, Optional.of(4096L)),
                        new Rlimit("core", Rlimit.UNLIMITED, Optional.empty()),
                        new Rlimit("as", 1 << 30, Optional.empty()));
        assertThat(app.logs().file()).contains(folder.resolve("web.log"));
        assertThat(app.logs().maxBytes()).isEqualTo(1 << 20);
        assertThat(app.logs().maxFiles()).isEqualTo(3);
        assertThat(app.logs().maxAge()).contains(Duration.ofDays(1));
        assertThat(app.logs().spoolBytes()).isEqualTo(1 << 20);
    }

    @Test
    void several_documents_and_apps_keep_their_order() {
        var apps = apps("""
                apps: [{name: a, script: server.js}, {name: b, command: [gunicorn, "app:app"]}]
                ---
                apps: [{name: c, command: "gunicorn -w 2 app:app"}]
                """);
        assertThat(apps.stream().map(a -> a.name().value())).containsExactly("a", "b", "c");
        assertThat(apps.get(1).command().argv()).containsExactly("gunicorn", "app:app");
        assertThat(apps.get(2).command().argv()).containsExactly("gunicorn", "-w", "2", "app:app");
    }

    @Test
    void variables_come_from_the_environment_then_from_dot_env_then_from_the_default() throws IOException {
        Files.writeString(folder.resolve(".env"), "PORT=4000\nNAME=from-file\n");
        env.put("NAME", "from-env");
        var app =
                apps("apps: [{name: \"${NAME}\", script: server.js, port: \"${PORT}\", env: {A: \"${X:-d}\", B: $$X $5}}]")
                        .getFirst();
        assertThat(app.name().value()).isEqualTo("from-env");
        assertThat(app.port()).isEqualTo(OptionalInt.of(4000));
        assertThat(app.env()).isEqualTo(Map.of("A", "d", "B", "$X $5"));
    }

    @Test
    void an_unset_variable_is_a_mistake_with_the_way_out() {
        assertThat(mistakes("apps:\n  - script: server.js\n    port: ${NOWHERE}\n"))
                .singleElement()
                .asString()
                .startsWith("3: apps[0].port: the variable NOWHERE is not set")
                .contains("${NOWHERE:-default}");
    }

    @Test
    void all_mistakes_are_found_at_once_and_sorted_by_line() {
        assertThat(mistakes("""
                apps:
                  - name: all
                    script: absent.js
                    replica: 3
                    port: 70000
                    restart: sometimes
                    backoff: { frist: 1s, max: 3 }
                    port: 3000
                  - name: b
                """))
                .satisfiesExactly(
                        m -> assertThat(m).startsWith("2: apps[0].name: invalid app name \"all\""),
                        m -> assertThat(m).startsWith("3: apps[0].script: there is no such file"),
                        m -> assertThat(m).isEqualTo("4: apps[0]: unknown key \"replica\"; did you mean \"replicas\"?"),
                        m -> assertThat(m)
                                .startsWith("5: apps[0].port: \"70000\" is not a whole number from 1 to 65535"),
                        m -> assertThat(m)
                                .startsWith(
                                        "6: apps[0].restart: \"sometimes\" is not one of always, on-failure, never"),
                        m -> assertThat(m)
                                .isEqualTo("7: apps[0].backoff: unknown key \"frist\"; did you mean \"first\"?"),
                        m -> assertThat(m).startsWith("7: apps[0].backoff.max: invalid duration \"3\""),
                        m -> assertThat(m).startsWith("8: apps[0].port: stands here twice, first in line 5"),
                        m -> assertThat(m).startsWith("9: apps[1]: says neither script nor command"));
    }

    @Test
    void keys_of_later_versions_and_words_of_other_tools_are_refused_with_advice() {
        assertThat(
                        mistakes(
                                "apps:\n  - script: server.js\n    watch: true\n    max_restarts: 3\n    max_memory_restart: 1G\n"))
                .satisfiesExactly(
                        m -> assertThat(m).startsWith("3: apps[0]: \"watch\" is not supported yet; "),
                        m -> assertThat(m)
                                .isEqualTo("4: apps[0]: unknown key \"max_restarts\"; here it is \"maxRestarts\""),
                        m -> assertThat(m).endsWith("here it is \"limits: {memory: …}\""));
    }

    @Test
    void what_excludes_each_other_is_said_with_both_lines() {
        assertThat(mistakes("apps:\n  - name: a\n    script: server.js\n    command: [node]\n"))
                .anySatisfy(m -> assertThat(m).contains("stands beside \"script\" in line 3; keep one of them"));
        assertThat(mistakes("apps:\n  - {name: a, command: [node], args: [x]}\n"))
                .anySatisfy(m -> assertThat(m).contains("goes with script, not with command"));
        assertThat(mistakes("apps:\n  - {name: a, script: server.js}\n  - {name: a, script: server.js}\n"))
                .singleElement()
                .asString()
                .contains("the name \"a\" is taken by the app in line 2");
    }

    @Test
    void values_without_value_and_of_the_wrong_shape_are_refused() {
        assertThat(mistakes("apps:\n  - script: server.js\n    port:\n    name: [a]\n    env: x\n    logs: 3\n"))
                .satisfiesExactly(
                        m -> assertThat(m).startsWith("3: apps[0].port: has no value"),
                        m -> assertThat(m).startsWith("4: apps[0].name: one value is needed here, not a list"),
                        m -> assertThat(m).startsWith("5: apps[0].env: a mapping is needed"),
                        m -> assertThat(m).startsWith("6: apps[0].logs: a mapping is needed"));
    }

    @Test
    void what_is_not_yaml_says_where() {
        assertThat(mistakes("apps:\n  - name: \"a\n"))
                .singleElement()
                .asString()
                .contains("not valid YAML");
        assertThat(mistakes("")).singleElement().asString().contains("there are no apps in it");
        assertThat(mistakes("apps: []")).singleElement().asString().contains("there are no apps in it");
    }

    @Test
    void bombs_of_aliases_depth_and_size_are_refused_quickly() {
        var bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (var i = 1; i < 12; i++) {
            bomb.append("a").append(i).append(": &a").append(i).append(" [");
            bomb.append(String.join(", ", java.util.Collections.nCopies(10, "*a" + (i - 1))))
                    .append("]\n");
        }
        assertThat(mistakes(bomb + "apps: [{script: server.js}]")).isNotEmpty();
        assertThat(mistakes("apps: " + "[".repeat(20_000))).isNotEmpty();
        assertThat(mistakes("apps: " + "[".repeat(100) + "]".repeat(100)))
                .singleElement()
                .asString()
                .contains("more than 32 levels deep");
        assertThat(mistakes("#" + "x".repeat(1 << 20)))
                .singleElement()
                .asString()
                .contains("larger than 1 MiB");
        assertThat(mistakes("apps: &a [{script: server.js, env: *a}]")).isNotEmpty();
    }

    @Test
    void a_file_that_is_not_there_is_a_mistake_of_its_own() {
        assertThat(DarumaYaml.read(folder.resolve("absent.yaml"), env))
                .isInstanceOfSatisfying(
                        ManifestReading.Rejected.class,
                        r -> assertThat(r.mistakes()).singleElement().asString().endsWith("there is no such file"));
    }

    @Test
    void a_wrong_env_file_names_its_own_line() throws IOException {
        Files.writeString(folder.resolve("x.env"), "A=1\nnonsense\n");
        assertThat(mistakes("apps:\n  - script: server.js\n    envFile: x.env\n"))
                .singleElement()
                .asString()
                .startsWith("3: apps[0].envFile:")
                .contains("x.env:2: this is not NAME=value");
    }
}
