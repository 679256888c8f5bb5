package daruma.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import daruma.control.Answer;
import daruma.control.Method;
import daruma.control.Request;
import daruma.control.home.HolderRecord;
import daruma.model.AppName;
import daruma.model.Event;
import daruma.model.LogLine;
import daruma.testkit.control.ScriptedDaemon;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A socket that a holder keeps open, and a daemon behind it that is dead, slow, or replaced by the next. */
@Timeout(60)
class SilentDaemonTest extends WithDaemon {
    private static final String SHORT = "400ms";

    private Shell impatient() {
        return shell().env("DARUMA_PATIENCE", SHORT);
    }

    /** The socket as a holder has it whose daemon dies at each start: it listens, and nobody ever accepts. */
    private ServerSocketChannel held() throws IOException {
        daemon.close();
        var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(home.resolve("daruma.sock")), 64);
        return server;
    }

    private void writeHolder(long pid) throws IOException {
        var ticks = 0L;
        var stat = Path.of("/proc/" + pid + "/stat");
        if (Files.exists(stat)) {
            var text = Files.readString(stat);
            ticks = Long.parseLong(text.substring(text.lastIndexOf(')') + 2).split(" ", -1)[19]);
        }
        Files.createDirectories(home.resolve("state"));
        Files.writeString(
                home.resolve("state/daemon"), new HolderRecord(pid, ticks, home.resolve("daruma.sock"), "1").format());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ls",
                "status",
                "start app.sh",
                "start api",
                "stop api",
                "restart api",
                "delete api",
                "reset api",
                "describe api",
                "logs",
                "logs -f",
                "events",
                "events -f",
                "why api",
                "env api",
                "pid api",
                "save",
                "resurrect",
                "kill",
                "ping",
                "ls --watch",
            })
    void every_command_ends_and_says_what_is_wrong_when_nobody_ever_answers(String line) throws IOException {
        Files.createDirectories(home.resolve("logs"));
        Files.writeString(home.resolve("logs/daemon.log"), "older\ncannot begin: no space left on device\n");
        Files.writeString(directory.resolve("app.sh"), "");
        try (var _ = held()) {
            var result = impatient().run(line.split(" ", -1));
            assertThat(result.exit()).as(result.err()).isEqualTo(5);
            assertThat(result.err())
                    .contains("the daemon does not answer: nothing was heard of it for " + SHORT)
                    .contains("cannot begin: no space left on device")
                    .contains(home.resolve("logs/daemon.log").toString())
                    .contains("Next: ");
            assertThat(result.out()).isEmpty();
        }
    }

    @Test
    void without_a_log_that_is_said() throws IOException {
        try (var _ = held()) {
            assertThat(impatient().run("ping").err()).contains("It has written no log to");
        }
    }

    @Test
    void info_and_report_tell_what_they_know_without_a_daemon_that_answers() throws IOException {
        try (var _ = held()) {
            var info = impatient().run("info");
            assertThat(info.exit()).isZero();
            assertThat(info.out()).contains("daemon    does not answer");
            assertThat(info.err()).contains("the daemon does not answer");
            var report = impatient().run("report");
            assertThat(report.exit()).isZero();
            assertThat(report.out()).contains("trouble   the daemon does not answer");
        }
    }

    @Test
    void a_daemon_at_work_is_waited_for_longer_and_then_named() throws IOException {
        writeHolder(ProcessHandle.current().pid());
        try (var _ = held()) {
            var result = impatient().run("ls");
            assertThat(result.exit()).isEqualTo(5);
            assertThat(result.err())
                    .contains("is there, but has not answered for " + SHORT + "; it may be busy, waiting on")
                    .contains("nothing was heard of it for 1s200ms")
                    .contains("kill -9 " + ProcessHandle.current().pid());
        }
    }

    @Test
    void a_daemon_that_accepts_only_after_a_while_is_not_misjudged() throws Exception {
        writeHolder(ProcessHandle.current().pid());
        var path = home.resolve("daruma.sock");
        daemon.close();
        var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(path), 64);
        daemon = ScriptedDaemon.on(path, server).answers(Method.LIST, new Answer.Listing(List.of(Apps.api())));
        var late = Thread.ofVirtual().start(() -> {
            try {
                Thread.sleep(Duration.ofMillis(700)); // longer than the silence that is borne with a dead one
                daemon.begin();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        });
        var result = impatient().run("ls", "-q");
        late.join();
        assertThat(result.exit()).as(result.err()).isZero();
        assertThat(result.out()).isEqualTo("api\n");
    }

    @Test
    void a_daemon_that_is_slow_with_one_request_but_there_is_not_given_up() {
        daemon.when(Method.STOP, (_, stage) -> {
            Thread.sleep(Duration.ofMillis(1_500));
            stage.done(new Answer.Changed(List.of(Apps.api()), List.of()));
        });
        var result = impatient().run("stop", "api");
        assertThat(result.exit()).as(result.err()).isZero();
        assertThat(result.err()).isEqualTo("✓ api  stopped in 0 ms\n");
    }

    @Test
    void an_action_whose_daemon_dies_half_way_says_that_it_is_not_known_how_it_went() {
        daemon.when(Method.STOP, (_, stage) -> stage.hangUp());
        var result = impatient().run("stop", "api");
        assertThat(result.exit()).isEqualTo(5);
        assertThat(result.err()).contains("whether the request was carried out is not known");
    }

    @Test
    void a_wrong_patience_is_refused() {
        for (var wrong : List.of("0s", "soon")) {
            var result = shell().env("DARUMA_PATIENCE", wrong).run("ls");
            assertThat(result.exit()).as(wrong).isEqualTo(2);
            assertThat(result.err()).contains("DARUMA_PATIENCE");
        }
    }

    @Test
    void a_followed_log_goes_on_with_the_next_daemon_and_shows_no_line_twice() throws Exception {
        var lines = List.of(line(0, "one"), line(1, "two"), line(1, "two again"));
        var calls = new AtomicInteger();
        var shell = shell();
        daemon.when(Method.LOGS, (request, stage) -> {
            if (calls.getAndIncrement() == 0) {
                stage.next(new Answer.Lines(lines, 0));
                stage.hangUp();
                return;
            }
            stage.next(new Answer.Lines(List.of(lines.get(1), lines.get(2), line(1, "two"), line(2, "three")), 0));
            stage.awaitClientGone();
        });
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        var presses = Thread.ofVirtual().start(() -> {
            await("the last line")
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> out.toString(UTF_8).endsWith("three\n"));
            shell.interrupts().press();
        });
        var exit = shell.run(
                new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8), "logs", "api", "-f", "--raw");
        presses.join();
        assertThat(exit).isEqualTo(130);
        assertThat(out.toString(UTF_8)).isEqualTo("one\ntwo\ntwo again\ntwo\nthree\n");
        assertThat(err.toString(UTF_8)).contains("the daemon went away").contains("the daemon is back");
        assertThat(daemon.last(Request.Logs.class).orElseThrow().query().since())
                .contains(Shell.NOON.plusSeconds(1));
    }

    @Test
    void followed_events_go_on_after_the_last_one_seen() {
        var shell = shell();
        var calls = new AtomicInteger();
        daemon.when(Method.EVENTS, (_, stage) -> {
            if (calls.getAndIncrement() == 0) {
                stage.next(new Answer.Events(List.of(event(41)), 0));
                stage.hangUp();
            } else {
                shell.interrupts().press();
                stage.awaitClientGone();
            }
        });
        assertThat(shell.run("events", "-f").exit()).isEqualTo(130);
        assertThat(daemon.last(Request.Events.class).orElseThrow().sinceId()).isEqualTo(OptionalLong.of(41));
    }

    @Test
    void a_followed_log_whose_daemon_does_not_come_back_ends_and_says_so() {
        daemon.when(Method.LOGS, (_, stage) -> {
            stage.next(new Answer.Lines(List.of(line(0, "one")), 0));
            daemon.close();
        });
        var result = impatient().run("logs", "-f", "--raw");
        assertThat(result.exit()).isEqualTo(5);
        assertThat(result.out()).isEqualTo("one\n");
        assertThat(result.err()).contains("the daemon went away").contains("no daemon is running");
    }

    private static LogLine line(int second, String message) {
        return new LogLine(Shell.NOON.plusSeconds(second), new AppName("api"), 0, 7, LogLine.Stream.OUT, message);
    }

    private static Event event(long id) {
        return new Event(
                id, Shell.NOON, Event.Type.NORMAL, "Started", "api/0", 1, "m", "c", "", "", OptionalLong.empty());
    }
}
