package daruma.cli;

import static org.assertj.core.api.Assertions.assertThat;

import daruma.control.Answer;
import daruma.control.Fault;
import daruma.control.Method;
import daruma.control.Request;
import daruma.model.AppName;
import daruma.model.Event;
import daruma.model.LogLine;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** describe, why, events, env, pid, info, report, ping. */
class InspectionTest extends WithDaemon {
    private static final Event EXITED = new Event(
            41,
            Shell.NOON.minusSeconds(4),
            Event.Type.WARNING,
            "CrashLoopBackOff",
            "bad/0",
            16,
            "in a crash loop; next try in 30 s",
            "exited with code 1 after 41 ms",
            "5 deaths within 60 s",
            "wait 30 s, then try again",
            OptionalLong.of(40));

    private static final LogLine LAST = new LogLine(
            Shell.NOON.minusSeconds(4), new AppName("bad"), 0, 16, LogLine.Stream.ERR, "SyntaxError: missing )");

    private static final Answer.DaemonInfo INFO = new Answer.DaemonInfo(
            "0.1.0",
            812,
            Shell.NOON.minusSeconds(90),
            2,
            "/h/state",
            "/h/daruma.sock",
            "/h/logs",
            "25.0.1",
            List.of("no native room"));

    @Test
    void a_description_tells_what_a_program_says_of_itself() {
        daemon.answers(Method.DESCRIBE, new Answer.Description(Apps.worker(), List.of(), List.of()));
        assertThat(shell().run("describe", "worker").out()).contains("says: 12 jobs waiting");
    }

    @Test
    void a_description_tells_status_instances_declaration_last_exit_events_lines_and_hints() {
        daemon.answers(Method.DESCRIBE, new Answer.Description(Apps.bad(), List.of(EXITED), List.of(LAST)));
        assertThat(shell().run("describe", "bad").out()).isEqualTo("""
                ● bad  CrashLoopBackOff  0/1 ready  (id 3, release r1)

                INSTANCE  STATUS            PID  RESTARTS  CPU  MEM  AGE  PORT
                bad/0     CrashLoopBackOff  -    15        -    -    -    -     exit code 1: SyntaxError: missing ) after argument list; next try in 26s

                Command:     /srv/bad
                Directory:   /srv
                Namespace:   default
                Readiness:   auto, within 1m
                Restart:     always
                Stop:        SIGTERM, killed after 10s

                Last exit:   exit code 1, 4s ago, after 41 ms  (bad/0)

                Events
                  AGE  TYPE     REASON            OBJECT  MESSAGE
                  4s   Warning  CrashLoopBackOff  bad/0   in a crash loop; next try in 30 s

                Last lines
                  11:59:56.000Z err  SyntaxError: missing )

                daruma why bad     daruma logs bad --previous     daruma restart bad
                """);
    }

    @Test
    void a_description_as_json_is_the_listed_object_with_more() {
        daemon.answers(Method.DESCRIBE, new Answer.Description(Apps.bad(), List.of(EXITED), List.of(LAST)));
        var json = shell().run("desc", "3", "-o", "json").out();
        assertThat(json)
                .startsWith("{\"id\":3,\"name\":\"bad\",")
                .contains("\"spec\":{", "\"probes\":[", "\"events\":[{\"id\":41,", "\"logs\":[{\"time\":");
        assertThat(daemon.last(Request.Describe.class)).contains(new Request.Describe("3", 10));
    }

    @Test
    void why_tells_cause_rule_and_decision_with_times() {
        daemon.answers(Method.WHY, new Answer.Story(Apps.bad(), List.of(EXITED)));
        assertThat(shell().run("why", "bad").out()).isEqualTo("""
                bad is CrashLoopBackOff, 0/1 ready

                2026-01-01T11:59:56.000Z  bad/0  in a crash loop; next try in 30 s  (4s ago)
                  cause     exited with code 1 after 41 ms
                  rule      5 deaths within 60 s
                  decision  wait 30 s, then try again
                """);
    }

    @Test
    void events_are_a_table_or_one_object_a_line() {
        daemon.answers(Method.EVENTS, new Answer.Events(List.of(EXITED), 0));
        assertThat(shell().run("events", "bad").out()).isEqualTo("""
                TIME                      AGE  TYPE     REASON            OBJECT  MESSAGE
                2026-01-01T11:59:56.000Z  4s   Warning  CrashLoopBackOff  bad/0   in a crash loop; next try in 30 s
                """);
        assertThat(shell().run("events", "-o", "json").out())
                .startsWith("{\"id\":41,\"time\":\"2026-01-01T11:59:56.000Z\",\"type\":\"Warning\"")
                .hasLineCount(1);
    }

    @Test
    void an_environment_is_sorted_and_says_what_is_masked() {
        daemon.answers(
                Method.ENV, new Answer.Environment("web", Map.of("B_TOKEN", "********", "A", "1"), Set.of("B_TOKEN")));
        var result = shell().run("env", "web");
        assertThat(result.out()).isEqualTo("A=1\nB_TOKEN=********\n");
        assertThat(result.err()).contains("--reveal");
        shell().run("env", "web", "--reveal");
        assertThat(daemon.last(Request.Env.class)).contains(new Request.Env("web", true));
    }

    @Test
    void pids_come_one_a_line_and_none_is_status_three() {
        daemon.answers(Method.LIST, new Answer.Listing(List.of(Apps.api())));
        assertThat(shell().run("pid", "api").out()).isEqualTo("4000\n4001\n");
        assertThat(shell().run("pid", "api/1").out()).isEqualTo("4001\n");
        daemon.answers(Method.LIST, new Answer.Listing(List.of(Apps.bad())));
        assertThat(shell().run("pid", "bad").exit()).isEqualTo(3);
    }

    @Test
    void info_works_with_and_without_a_daemon_and_starts_none() {
        daemon.answers(Method.INFO, INFO);
        assertThat(shell().run("info", "-o", "json").out())
                .isEqualTo(
                        "{\"version\":\"development\",\"home\":\"/h/state\",\"socket\":\"/h/daruma.sock\",\"logs\":\"/h/logs\","
                                + "\"java\":\"25.0.1\",\"daemon\":{\"pid\":812,\"startedAt\":\"2026-01-01T11:58:30.000Z\","
                                + "\"adopted\":2}}\n");
        daemon.close();
        var without = shell().daemonCommand("/no/such/launcher").run("info", "-o", "json");
        assertThat(without.exit()).isZero();
        assertThat(without.out()).contains("\"daemon\":null").contains(home.toString());
    }

    @Test
    void a_report_has_versions_apps_and_the_end_of_the_log_but_no_environment() throws Exception {
        java.nio.file.Files.createDirectories(home.resolve("logs"));
        java.nio.file.Files.writeString(home.resolve("logs/daemon.log"), "first\nlast words\n");
        daemon.answers(Method.INFO, INFO).answers(Method.LIST, new Answer.Listing(List.of(Apps.api())));
        var report = shell().env("MY_SECRET", "hunter2").run("report").out();
        assertThat(report)
                .contains("## Daruma", "pid 812", "### api", "last words", "processors")
                .doesNotContain("hunter2");
    }

    @Test
    void ping_answers_pong_or_status_five() {
        daemon.answers(Method.PING, new Answer.Pong("0.1.0"));
        assertThat(shell().run("ping").out()).isEqualTo("pong (daemon 0.1.0)\n");
        daemon.close();
        assertThat(shell().run("ping").exit()).isEqualTo(5);
    }

    @Test
    void a_daemon_that_dies_in_the_middle_is_status_five_and_says_that_apps_go_on() {
        daemon.when(Method.LIST, (_, stage) -> stage.hangUp());
        var result = shell().run("ls");
        assertThat(result.exit()).isEqualTo(5);
        assertThat(result.err()).contains("Apps go on running");
    }

    @Test
    void a_fault_inside_the_daemon_is_told() {
        daemon.fails(Method.WHY, new Fault.Internal("broken"));
        assertThat(shell().run("why", "web").exit()).isEqualTo(1);
    }
}
