package daruma.cli;

import static org.assertj.core.api.Assertions.assertThat;

import daruma.control.Answer;
import daruma.control.Fault;
import daruma.control.Method;
import daruma.control.Request;
import daruma.model.AppName;
import daruma.model.AppSpec;
import daruma.model.InstanceId;
import daruma.model.LogLine;
import daruma.model.ProgramKind;
import daruma.model.Readiness;
import daruma.model.RestartMode;
import daruma.model.Signal;
import daruma.model.StatusWord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StartTest extends WithDaemon {
    private Path bin;

    @BeforeEach
    void programs() throws IOException {
        bin = Files.createDirectory(home.resolve("bin"));
        for (var program : List.of("node", "npm", "java", "python3", "ruby", "bash")) {
            executable(bin.resolve(program), "#!/bin/sh\n");
        }
        Files.writeString(directory.resolve("server.js"), "");
        daemon.answers(Method.START, new Answer.Changed(List.of(Apps.api()), List.of()));
        daemon.fails(Method.LIST, new Fault.NoSuchApp("x", List.of()));
    }

    private static void executable(Path file, String text) throws IOException {
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private Shell node() {
        return shell().env("PATH", bin.toString());
    }

    private AppSpec started(String... args) {
        var result = node().run(args);
        assertThat(result.exit()).as(result.err()).isZero();
        return daemon.last(Request.Start.class).orElseThrow().apps().getFirst();
    }

    @Test
    void the_locale_that_the_launcher_chose_for_the_jvm_is_not_handed_on() {
        assertThat(Main.ofTheCaller(Map.of("LC_ALL", "C.UTF-8", "DARUMA_CALLER_LC_ALL", "=C", "A", "1")))
                .isEqualTo(Map.of("LC_ALL", "C", "A", "1"));
        assertThat(Main.ofTheCaller(Map.of("LC_ALL", "C.UTF-8", "DARUMA_CALLER_LC_ALL", "", "A", "1")))
                .isEqualTo(Map.of("A", "1"));
        assertThat(Main.ofTheCaller(Map.of("LC_ALL", "C"))).isEqualTo(Map.of("LC_ALL", "C"));
    }

    @Test
    void a_script_is_started_with_its_interpreter_and_the_guess_is_printed() {
        var result = node().run("start", "server.js");
        assertThat(result.exit()).isZero();
        assertThat(result.err()).contains("server: node server.js\n");
        var spec = daemon.last(Request.Start.class).orElseThrow().apps().getFirst();
        assertThat(spec.name()).isEqualTo(new AppName("server"));
        assertThat(spec.command().argv())
                .containsExactly("node", directory.resolve("server.js").toString());
        assertThat(spec.command().cwd()).isEqualTo(directory);
        assertThat(spec.command().kind()).isEqualTo(ProgramKind.NODE);
    }

    @Test
    void the_result_names_the_time_and_the_address_and_shows_the_changed_row() {
        var result = node().run("start", "server.js");
        assertThat(result.err()).endsWith("✓ api  ready after 0 ms  http://localhost:3000\n");
        assertThat(result.out()).isEqualTo("""
                NAME  READY  STATUS   RESTARTS  CPU   MEM      AGE    URL
                api   2/2    Running  0         0.3%  103 MiB  3m12s  http://localhost:3000
                """);
    }

    @Test
    void steps_are_shown_one_a_line_where_there_is_no_terminal() {
        daemon.answers(
                Method.START,
                new Answer.Progress(new InstanceId(new AppName("api"), 0), StatusWord.STARTING, "starting, pid 4000"),
                new Answer.Progress(new InstanceId(new AppName("api"), 0), StatusWord.RUNNING, "ready"),
                new Answer.Changed(List.of(Apps.api()), List.of()));
        assertThat(node().run("start", "server.js").err()).contains("  api/0  starting, pid 4000\n  api/0  ready\n");
    }

    @Test
    void a_failure_shows_the_last_words_of_the_app_and_exits_with_one() {
        var line = new LogLine(
                Shell.NOON,
                new AppName("bad"),
                0,
                1,
                LogLine.Stream.ERR,
                "/srv/bad.js:1 \u001b[31mSyntaxError\u001b[0m: missing )");
        daemon.answers(
                Method.START,
                new Answer.Changed(
                        List.of(Apps.bad()),
                        List.of(new Answer.Failure(
                                new AppName("bad"), "exited with code 1 after 41 ms (3 tries)", List.of(line)))));
        var result = node().run("start", "server.js");
        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.err()).endsWith("""
                        ✗ bad  exited with code 1 after 41 ms (3 tries)
                            /srv/bad.js:1 SyntaxError: missing )
                          daruma logs bad --previous     daruma describe bad
                        """);
        assertThat(result.out()).contains("bad").contains("CrashLoopBackOff");
    }

    @Test
    void success_of_some_only_is_status_eight() {
        daemon.answers(
                Method.START,
                new Answer.Changed(
                        List.of(Apps.api(), Apps.bad()),
                        List.of(new Answer.Failure(new AppName("bad"), "exited", List.of()))));
        var result = node().run("start", "server.js");
        assertThat(result.exit()).isEqualTo(8);
        assertThat(result.err()).contains("✓ api").contains("✗ bad");
    }

    @Test
    void every_option_reaches_the_declaration() throws IOException {
        Files.writeString(directory.resolve("extra.env"), "A=from file\nB=2\n");
        var spec = started(
                "start",
                "server.js",
                "--name",
                "web",
                "-i",
                "3",
                "--env",
                "A=1",
                "--env-file",
                "extra.env",
                "--namespace",
                "shop",
                "--restart",
                "on-failure",
                "--max-restarts",
                "7",
                "--stop-exit-codes",
                "0,42",
                "--kill-timeout",
                "1600",
                "--stop-signal",
                "INT",
                "--wait-ready",
                "--listen-timeout",
                "3000",
                "--port",
                "3000",
                "--log-file",
                "web.log",
                "--node-args",
                "--inspect --trace-gc",
                "--time",
                "--",
                "--verbose",
                "-x");
        assertThat(spec.name().value()).isEqualTo("web");
        assertThat(spec.replicas()).isEqualTo(3);
        assertThat(spec.env()).containsOnly(java.util.Map.entry("A", "1"), java.util.Map.entry("B", "2"));
        assertThat(spec.namespace()).isEqualTo("shop");
        assertThat(spec.restart().mode()).isEqualTo(RestartMode.ON_FAILURE);
        assertThat(spec.restart().giveUpAfter()).isEqualTo(OptionalInt.of(7));
        assertThat(spec.restart().stopExitCodes()).isEqualTo(Set.of(0, 42));
        assertThat(spec.stop().grace()).isEqualTo(Duration.ofMillis(1600));
        assertThat(spec.stop().signal()).isEqualTo(Signal.SIGINT);
        assertThat(spec.readiness().rule()).isEqualTo(Readiness.Rule.NOTIFY);
        assertThat(spec.readiness().deadline()).isEqualTo(Duration.ofSeconds(3));
        assertThat(spec.port()).isEqualTo(OptionalInt.of(3000));
        assertThat(spec.logs().file()).contains(directory.resolve("web.log"));
        assertThat(spec.command().argv())
                .containsExactly(
                        "node",
                        "--inspect",
                        "--trace-gc",
                        directory.resolve("server.js").toString(),
                        "--verbose",
                        "-x");
    }

    @Test
    void short_forms_of_pm2_mean_the_same() {
        var spec =
                started("start", "server.js", "-n", "web", "-i", "max", "-k", "500", "-l", "a.log", "--no-autorestart");
        assertThat(spec.name().value()).isEqualTo("web");
        assertThat(spec.replicas()).isEqualTo(Runtime.getRuntime().availableProcessors());
        assertThat(spec.stop().grace()).isEqualTo(Duration.ofMillis(500));
        assertThat(spec.restart().mode()).isEqualTo(RestartMode.NEVER);
        assertThat(started("start", "server.js", "-i", "-1").replicas())
                .isEqualTo(Math.max(1, Runtime.getRuntime().availableProcessors() - 1));
    }

    @Test
    void the_shells_environment_is_handed_on_without_what_is_the_shells_alone() {
        var result = node().env("API_URL", "http://x")
                .env("PWD", "/somewhere")
                .env("SSH_AUTH_SOCK", "/s")
                .env("TERM_PROGRAM", "t")
                .env("TMUX_PANE", "%1")
                .env("DARUMA_YES", "1")
                .run("start", "server.js");
        assertThat(result.exit()).isZero();
        assertThat(daemon.last(Request.Start.class)
                        .orElseThrow()
                        .apps()
                        .getFirst()
                        .inheritedEnv())
                .containsEntry("API_URL", "http://x")
                .containsKeys("PATH", "HOME", "LANG")
                .doesNotContainKeys("PWD", "SSH_AUTH_SOCK", "TERM_PROGRAM", "TMUX_PANE", "DARUMA_YES", "DARUMA_HOME");
    }

    @Test
    void what_follows_the_dashes_is_the_command_if_nothing_else_is_named() {
        var spec = started("start", "--name", "web", "--", "npm", "start", "--silent");
        assertThat(spec.command().argv()).containsExactly("npm", "start", "--silent");
        assertThat(spec.command().kind()).isEqualTo(ProgramKind.NODE);
        assertThat(spec.name().value()).isEqualTo("web");
    }

    @Test
    void a_known_app_is_started_again() {
        daemon.answers(Method.LIST, new Answer.Listing(List.of(Apps.api())));
        daemon.answers(Method.RESUME, new Answer.Changed(List.of(Apps.api()), List.of()));
        assertThat(node().run("start", "api").exit()).isZero();
        assertThat(daemon.last(Request.Resume.class)).contains(new Request.Resume(List.of("api"), true));
    }

    @Test
    void options_of_a_declaration_do_not_go_with_a_known_app() {
        daemon.answers(Method.LIST, new Answer.Listing(List.of(Apps.api())));
        var result = node().run("start", "api", "--port", "4000");
        assertThat(result.exit()).isEqualTo(2);
        assertThat(result.err()).contains("known already").contains("daruma delete api");
    }

    @Test
    void without_waiting_the_daemon_is_told_so() {
        var result = node().run("start", "server.js", "--no-wait");
        assertThat(daemon.last(Request.Start.class).orElseThrow().waiting()).isFalse();
        assertThat(result.err()).contains("asked to start");
    }

    @Test
    void when_the_time_is_up_it_says_that_it_goes_on_and_exits_with_124() {
        daemon.streams(Method.START, List.of());
        var result = node().run("start", "server.js", "--timeout", "50ms");
        assertThat(result.exit()).isEqualTo(124);
        assertThat(result.err()).contains("not ready within 50ms; the daemon goes on with it. See: daruma ls");
    }

    @Test
    void a_dry_run_says_what_would_be_and_asks_nothing() {
        var result = node().run("start", "server.js", "--dry-run");
        assertThat(result.out()).startsWith("would start server: node ");
        assertThat(daemon.requests()).isEmpty();
    }

    @Test
    void json_shows_the_changed_apps() {
        assertThat(node().run("start", "server.js", "-o", "json").out()).startsWith("[{\"id\":0,\"name\":\"api\",");
        assertThat(node().run("start", "server.js", "-q").out()).isEqualTo("api\n");
    }

    @Test
    void all_apps_of_a_manifest_are_started_in_one_request() throws IOException {
        Files.writeString(
                directory.resolve("daruma.yaml"),
                "apps:\n  - {name: a, script: server.js}\n  - {name: b, script: server.js}\n");
        assertThat(node().run("start", "daruma.yaml").exit()).isZero();
        var apps = daemon.last(Request.Start.class).orElseThrow().apps();
        assertThat(apps.stream().map(app -> app.name().value())).containsExactly("a", "b");
        assertThat(apps.getFirst().inheritedEnv()).containsKey("PATH");
    }

    @Test
    void all_mistakes_of_a_manifest_come_in_one_report_and_nothing_is_started() throws IOException {
        Files.writeString(
                directory.resolve("daruma.yaml"), "apps:\n  - name: a\n    scirpt: server.js\n    port: many\n");
        var result = node().run("start", "daruma.yaml");
        assertThat(result.exit()).isEqualTo(78);
        assertThat(result.err())
                .contains("nothing was started")
                .contains("daruma.yaml:3: apps[0].scirpt: unknown key \"scirpt\"; did you mean \"script\"?"
                        .replace("apps[0].scirpt", "apps[0]"))
                .contains("daruma.yaml:4: apps[0].port: \"many\" is not a whole number");
        assertThat(daemon.last(Request.Start.class)).isEmpty();
    }

    @Test
    void bad_input_is_answered_in_one_message_with_its_exit_status() throws IOException {
        Files.writeString(directory.resolve("plain"), "text");
        Files.createDirectory(directory.resolve("empty"));
        Files.writeString(directory.resolve("app.py"), "");
        refused(4, "no app \"nothing\"", "start", "nothing");
        refused(78, "no such file", "start", "./absent.js");
        refused(78, "Did you mean server.js?", "start", "./servr.js");
        refused(78, "not executable", "start", "./plain");
        refused(78, "says what to run", "start", "./empty");
        refused(78, "working directory", "start", "server.js", "--cwd", "absent");
        refused(78, "interpreter \"deno\" was not found", "start", "server.js", "--interpreter", "deno");
        refused(2, "invalid duration \"soon\"", "start", "server.js", "--kill-timeout", "soon");
        refused(2, "unknown signal", "start", "server.js", "--stop-signal", "SIGNAL");
        refused(2, "whole number from 1 to 65535", "start", "server.js", "--port", "70000");
        refused(2, "invalid app name", "start", "server.js", "--name", "a/b");
        refused(2, "KEY=VALUE", "start", "server.js", "--env", "production");
        refused(78, "no such file", "start", "server.js", "--env-file", "absent.env");
        refused(78, "its folder does not exist", "start", "server.js", "--log-file", "absent/x.log");
        refused(78, "there is no such user", "start", "server.js", "--user", "nobody-of-that-name");
        refused(2, "contradict", "start", "server.js", "--no-autorestart", "--restart", "always");
        refused(
                2,
                "Write a daruma.yaml",
                "start",
                directory.resolve("ecosystem.config.js").toString());
        assertThat(daemon.last(Request.Start.class)).isEmpty();
    }

    private void refused(int exit, String says, String... args) throws IOException {
        if (args[1].endsWith("ecosystem.config.js")) {
            Files.writeString(Path.of(args[1]), "");
        }
        var result = node().run(args);
        assertThat(result.exit())
                .as("%s: %s", String.join(" ", args), result.err())
                .isEqualTo(exit);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).startsWith("error: ").contains(says);
    }

    @Test
    void a_missing_interpreter_names_the_package() throws IOException {
        Files.delete(bin.resolve("python3"));
        Files.writeString(directory.resolve("app.py"), "");
        var result = node().run("start", "app.py");
        assertThat(result.exit()).isEqualTo(78);
        assertThat(result.err()).contains("package python3").contains("--interpreter");
    }

    @Test
    void switching_users_is_refused_to_all_but_root() {
        var result = node().user("eve").run("start", "server.js", "--user", "root");
        assertThat(result.exit()).isEqualTo(7);
        assertThat(result.err()).contains("only root may switch users");
    }

    @Test
    void conflicts_that_the_daemon_finds_are_status_six() {
        daemon.fails(Method.START, new Fault.NameTaken(new AppName("server"), 3));
        assertThat(node().run("start", "server.js").exit()).isEqualTo(6);
        daemon.fails(
                Method.START,
                new Fault.PortTaken(
                        new AppName("server"),
                        3000,
                        OptionalLong.of(812),
                        java.util.Optional.of("node"),
                        java.util.Optional.of(new AppName("old"))));
        var result = node().run("start", "server.js");
        assertThat(result.exit()).isEqualTo(6);
        assertThat(result.err())
                .contains("error: cannot start \"server\": port 3000 is already used by node (pid 812, app \"old\")");
    }

    @Test
    void ctrl_c_detaches_and_says_that_it_goes_on() throws Exception {
        var shell = node();
        daemon.when(Method.START, (_, stage) -> {
            shell.interrupts().press();
            stage.awaitClientGone();
        });
        var result = shell.run("start", "server.js");
        assertThat(result.exit()).isEqualTo(130);
        assertThat(result.err()).contains("detached; it goes on in the daemon");
    }
}
