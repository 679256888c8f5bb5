package daruma.cli;

import static org.assertj.core.api.Assertions.assertThat;

import daruma.control.Answer;
import daruma.control.Fault;
import daruma.control.Method;
import daruma.control.Request;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;

class ListTest extends WithDaemon {
    private void threeApps() {
        daemon.answers(Method.LIST, new Answer.Listing(List.of(Apps.api(), Apps.bad(), Apps.worker())));
    }

    @Test
    void the_list_shows_readiness_status_restarts_and_the_reason() {
        threeApps();
        var result = shell().run("ls");
        assertThat(result.out()).isEqualTo("""
                NAME    READY  STATUS            RESTARTS     CPU   MEM      AGE    PORT
                api     2/2    Running           0            0.3%  103 MiB  3m12s  :3000-3001
                bad     0/1    CrashLoopBackOff  15 (4s ago)  -     -        -      -           exit code 1: SyntaxError: missing ) after argument list
                worker  1/1    Running           5 (8s ago)   1.1%  51 MiB   8s     -
                """);
        assertThat(result.err()).isEmpty();
        assertThat(result.exit()).isZero();
    }

    @Test
    void a_narrow_terminal_loses_ports_and_figures_but_never_status_restarts_or_age() {
        threeApps();
        var lines = shell().onTerminal(50)
                .env("NO_COLOR", "1")
                .run("ls")
                .out()
                .lines()
                .toList();
        assertThat(lines.getFirst())
                .contains("NAME", "READY", "STATUS", "RESTARTS", "AGE")
                .doesNotContain("CPU", "MEM", "PORT");
        assertThat(lines).allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(52));
    }

    @Test
    void the_reason_is_shortened_and_figures_go_before_it_does() {
        threeApps();
        var roomy = shell().onTerminal(110)
                .env("NO_COLOR", "1")
                .run("ls")
                .out()
                .lines()
                .toList();
        assertThat(roomy.get(2)).endsWith("…").contains("exit code 1: Syntax").hasSizeLessThanOrEqualTo(110);
        assertThat(roomy.getFirst()).contains("CPU", "MEM", "PORT");
        var narrow = shell().onTerminal(80)
                .env("NO_COLOR", "1")
                .run("ls")
                .out()
                .lines()
                .toList();
        assertThat(narrow.get(2))
                .contains("CrashLoopBackOff")
                .contains("exit code 1:")
                .hasSizeLessThanOrEqualTo(80);
        assertThat(narrow.getFirst()).contains("RESTARTS", "AGE").doesNotContain("CPU");
    }

    @Test
    void wide_adds_id_namespace_pid_and_release() {
        threeApps();
        assertThat(shell().run("ls", "-o", "wide").out().lines().findFirst().orElseThrow())
                .contains("ID", "NAMESPACE", "PID", "USER", "RELEASE", "SAYS");
    }

    @Test
    void wide_tells_what_a_program_says_of_itself() {
        threeApps();
        assertThat(shell().run("ls", "-o", "wide").out()).contains("12 jobs waiting");
        assertThat(shell().run("ls").out()).doesNotContain("12 jobs waiting");
    }

    @Test
    void columns_are_shown_in_the_order_that_was_asked_for() {
        threeApps();
        assertThat(shell().run("ls", "-o", "columns=status,name").out())
                .isEqualTo(
                        "STATUS            NAME\nRunning           api\nCrashLoopBackOff  bad\nRunning           worker\n");
    }

    @Test
    void a_column_that_does_not_exist_is_named_with_those_that_do() {
        threeApps();
        var result = shell().run("ls", "-o", "columns=NAEM");
        assertThat(result.exit()).isEqualTo(2);
        assertThat(result.err())
                .contains("no column NAEM; did you mean \"NAME\"?")
                .contains("STATUS");
    }

    @Test
    void quiet_and_name_print_names_only() {
        threeApps();
        assertThat(shell().run("ls", "-q").out()).isEqualTo("api\nbad\nworker\n");
        assertThat(shell().run("ls", "-o", "name").out()).isEqualTo("api\nbad\nworker\n");
    }

    @Test
    void json_has_the_promised_shape() {
        daemon.answers(Method.LIST, new Answer.Listing(List.of(Apps.worker())));
        assertThat(shell().run("ls", "-o", "json").out())
                .isEqualTo(
                        "[{\"id\":1,\"name\":\"worker\",\"namespace\":\"default\",\"status\":\"running\",\"desired\":1,"
                                + "\"ready\":1,\"port\":null,\"traffic\":\"own\",\"spare\":0,\"release\":\"r1\",\"rollout\":null,\"instances\":[{\"slot\":0,\"incarnation\":7,"
                                + "\"pid\":4000,\"status\":\"running\",\"ready\":true,\"restarts\":5,"
                                + "\"startedAt\":\"2026-01-01T11:59:52.000Z\",\"cpuPercent\":1.14,\"memoryBytes\":53477376,"
                                + "\"lastExit\":{\"code\":null,\"signal\":\"SIGKILL\",\"core\":false,"
                                + "\"at\":\"2026-01-01T11:59:52.000Z\",\"reason\":\"SIGKILL (killed; the kernel's out-of-memory"
                                + " killer uses it too)\",\"asked\":false,\"forced\":false},"
                                + "\"nextTryAt\":null,\"reason\":null,\"notice\":null,\"says\":\"12 jobs waiting\",\"port\":null,\"beyond\":false}]}]\n");
    }

    @Test
    void yaml_says_the_same_as_json() {
        daemon.answers(Method.LIST, new Answer.Listing(List.of(Apps.worker())));
        assertThat(shell().run("ls", "-o", "yaml").out())
                .startsWith("- id: 1\n  name: worker\n  namespace: default\n  status: running\n")
                .contains("  instances:\n  - slot: 0\n    incarnation: 7\n    pid: 4000\n")
                .contains("startedAt: \"2026-01-01T11:59:52.000Z\"");
    }

    @Test
    void every_alias_lists() {
        threeApps();
        for (var alias : List.of("list", "l", "ps", "status")) {
            assertThat(shell().run(alias).out()).as(alias).startsWith("NAME");
        }
    }

    @Test
    void selectors_go_to_the_daemon() {
        threeApps();
        shell().run("ls", "api", "/^w/", "3");
        assertThat(daemon.last(Request.ListApps.class)).contains(new Request.ListApps(List.of("api", "/^w/", "3")));
    }

    @Test
    void an_unknown_app_is_status_four_with_a_suggestion() {
        daemon.fails(Method.LIST, new Fault.NoSuchApp("wroker", List.of("worker")));
        var result = shell().run("ls", "wroker");
        assertThat(result.exit()).isEqualTo(4);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).isEqualTo("error: no app matches \"wroker\". Did you mean \"worker\"?\n");
    }

    @Test
    void status_of_what_does_not_run_is_three() {
        daemon.answers(Method.LIST, new Answer.Listing(List.of(Apps.bad())));
        assertThat(shell().run("status", "bad").exit()).isEqualTo(3);
        assertThat(shell().run("ls", "bad").exit()).isZero();
    }

    @Test
    void a_home_that_was_never_used_lists_nothing_and_starts_nothing() throws IOException {
        daemon.close();
        var result = shell().daemonCommand("/no/such/launcher").run("ls");
        assertThat(result.exit()).isZero();
        assertThat(result.out()).startsWith("NAME").hasLineCount(1);
        assertThat(result.err()).contains("daruma start");
        try (var files = Files.list(home)) {
            assertThat(files).containsExactly(directory);
        }
    }

    @Test
    void a_home_whose_daemon_is_gone_is_status_five_with_the_way_back() throws IOException {
        daemon.close();
        staleSocket();
        Files.createDirectories(home.resolve("state/apps"));
        var result = shell().run("ls");
        assertThat(result.exit()).isEqualTo(5);
        assertThat(result.err()).startsWith("error: the daemon is not running").contains("daruma resurrect");
    }

    @Test
    void watching_shows_the_list_again_until_ctrl_c() {
        var shell = shell();
        var asked = new java.util.concurrent.atomic.AtomicInteger();
        daemon.when(Method.LIST, (_, stage) -> {
            stage.done(new Answer.Listing(List.of(Apps.worker())));
            if (asked.incrementAndGet() == 2) {
                shell.interrupts().press();
            }
        });
        var result = shell.run("ls", "--watch", "-o", "name");
        assertThat(result.exit()).isEqualTo(130);
        assertThat(result.out()).startsWith("worker\n");
        assertThat(asked).hasValue(2);
    }

    /** As a killed daemon leaves it: the file is there, and nobody listens. */
    private void staleSocket() throws IOException {
        try (var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(home.resolve("daruma.sock")));
        }
    }

    @Test
    void an_empty_json_list_is_an_empty_array() {
        daemon.close();
        assertThat(shell().run("ls", "-o", "json").out()).isEqualTo("[]\n");
    }
}
