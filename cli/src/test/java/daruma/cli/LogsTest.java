package daruma.cli;

import static org.assertj.core.api.Assertions.assertThat;

import daruma.control.Answer;
import daruma.control.LogQuery;
import daruma.control.Method;
import daruma.control.Request;
import daruma.model.AppName;
import daruma.model.LogLine;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LogsTest extends WithDaemon {
    private static final List<LogLine> LINES = List.of(
            line("api", 1, LogLine.Stream.OUT, "tick"),
            line("worker", 0, LogLine.Stream.ERR, "Error: boom in job 7"),
            line("worker", 0, LogLine.Stream.NOTE, "exited: code 1; restart 3 in 400 ms"));

    private static LogLine line(String app, int slot, LogLine.Stream stream, String message) {
        return new LogLine(Shell.NOON, new AppName(app), slot, 7, stream, message);
    }

    @BeforeEach
    void lines() {
        daemon.answers(Method.LOGS, new Answer.Lines(LINES, 0));
    }

    private LogQuery asked(Shell shell, String... args) {
        var result = shell.run(args);
        assertThat(result.exit()).as(result.err()).isZero();
        return daemon.last(Request.Logs.class).orElseThrow().query();
    }

    @Test
    void lines_carry_time_label_and_stream_and_labels_are_aligned() {
        var result = shell().run("logs");
        assertThat(result.out()).isEqualTo("""
                2026-01-01T12:00:00.000Z api/1    out  tick
                2026-01-01T12:00:00.000Z worker/0 err  Error: boom in job 7
                2026-01-01T12:00:00.000Z worker/0 ---  exited: code 1; restart 3 in 400 ms
                """);
        assertThat(result.err()).isEmpty();
    }

    @Test
    void on_a_terminal_it_goes_on_and_in_a_pipe_it_ends() {
        assertThat(asked(shell(), "logs", "api").follow()).isFalse();
        assertThat(asked(shell().onTerminal(80), "logs", "api").follow()).isTrue();
        assertThat(asked(shell(), "logs", "api", "-f").follow()).isTrue();
        assertThat(asked(shell().onTerminal(80), "logs", "api", "--no-stream").follow())
                .isFalse();
        assertThat(asked(shell().onTerminal(80), "logs", "api", "--nostream").follow())
                .isFalse();
        assertThat(asked(shell().onTerminal(80), "logs", "api", "--previous").follow())
                .isFalse();
    }

    @Test
    void all_conditions_reach_the_daemon() {
        var query = asked(
                shell(),
                "logs",
                "api",
                "worker",
                "-n",
                "100",
                "--since",
                "10m",
                "--until",
                "2026-01-01T11:59:00Z",
                "--grep",
                "boom|tick",
                "--err",
                "--previous");
        assertThat(query)
                .isEqualTo(new LogQuery(
                        List.of("api", "worker"),
                        100,
                        Optional.of(Shell.NOON.minus(Duration.ofMinutes(10))),
                        Optional.of(Instant.parse("2026-01-01T11:59:00Z")),
                        Optional.of("boom|tick"),
                        Set.of(LogLine.Stream.ERR, LogLine.Stream.NOTE),
                        true,
                        false));
    }

    @Test
    void streams_are_chosen_by_name() {
        assertThat(asked(shell(), "logs", "--out").streams()).containsExactly(LogLine.Stream.OUT);
        assertThat(asked(shell(), "logs", "-p", "err").streams()).contains(LogLine.Stream.ERR);
        assertThat(asked(shell(), "logs", "--out", "--err").streams()).isEmpty();
        assertThat(asked(shell(), "logs").lines()).isEqualTo(15);
    }

    @Test
    void json_is_one_object_a_line() {
        assertThat(shell().run("logs", "-o", "json").out().lines().toList())
                .hasSize(3)
                .first()
                .isEqualTo("{\"time\":\"2026-01-01T12:00:00.000Z\",\"app\":\"api\",\"slot\":1,"
                        + "\"stream\":\"out\",\"message\":\"tick\"}");
    }

    @Test
    void raw_is_what_the_apps_wrote_and_nothing_else() {
        assertThat(shell().run("logs", "--raw").out()).isEqualTo("tick\nError: boom in job 7\n");
    }

    @Test
    void lost_lines_are_counted_on_stderr() {
        daemon.answers(Method.LOGS, new Answer.Lines(LINES, 12));
        assertThat(shell().run("logs").err()).startsWith("12 lines were skipped");
    }

    @Test
    void ctrl_c_ends_with_130_and_says_that_the_app_is_still_running() {
        var shell = shell();
        daemon.when(Method.LOGS, (_, stage) -> {
            shell.interrupts().press();
            stage.awaitClientGone();
        });
        var result = shell.run("logs", "api", "-f");
        assertThat(result.exit()).isEqualTo(130);
        assertThat(result.err()).contains("api is still running. Follow again: daruma logs api");
    }

    @Test
    void nonsense_is_refused_before_the_daemon_is_asked() {
        for (var wrong : List.of(
                List.of("logs", "--since", "yesterday"),
                List.of("logs", "--grep", "("),
                List.of("logs", "-n", "many"),
                List.of("logs", "-p", "loud"),
                List.of("logs", "-f", "--no-stream"))) {
            var result = shell().run(wrong.toArray(new String[0]));
            assertThat(result.exit()).as(wrong.toString()).isEqualTo(2);
            assertThat(result.err()).startsWith("error: ");
        }
        assertThat(daemon.requests()).isEmpty();
    }

    @Test
    void a_reader_that_goes_away_ends_a_followed_log() {
        daemon.when(Method.LOGS, (_, stage) -> {
            stage.next(new Answer.Lines(LINES, 0));
            stage.awaitClientGone();
        });
        var gone = new PrintStream(new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("Broken pipe");
            }
        });
        var err = new ByteArrayOutputStream();
        assertThat(shell().run(gone, new PrintStream(err, true, StandardCharsets.UTF_8), "logs", "-f"))
                .isEqualTo(1);
        assertThat(err.toString(StandardCharsets.UTF_8)).isEmpty();
    }
}
