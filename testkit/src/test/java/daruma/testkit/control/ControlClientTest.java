package daruma.testkit.control;

import static org.assertj.core.api.Assertions.assertThat;

import daruma.control.Answer;
import daruma.control.ControlClient;
import daruma.control.Fault;
import daruma.control.LogQuery;
import daruma.control.Method;
import daruma.control.Outcome;
import daruma.control.Request;
import daruma.model.AppName;
import daruma.model.InstanceId;
import daruma.model.LogLine;
import daruma.model.StatusWord;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ControlClientTest {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final Answer.Progress PROGRESS =
            new Answer.Progress(new InstanceId(new AppName("web"), 0), StatusWord.STARTING, "launched");
    private static final Answer.Changed CHANGED = new Answer.Changed(List.of(), List.of());

    @TempDir
    Path directory;

    private Path socket;
    private ScriptedDaemon daemon;

    @BeforeEach
    void listen() {
        socket = directory.resolve("s");
        daemon = ScriptedDaemon.listen(socket);
    }

    @AfterEach
    void hangUp() {
        daemon.close();
    }

    @Test
    void a_call_gets_its_answer_and_the_daemon_sees_the_request() {
        daemon.answers(Method.PING, new Answer.Pong("1.2"));
        try (var client = connected()) {
            for (int i = 0; i < 3; i++) {
                assertThat(client.call(new Request.Ping(), SOON)).isEqualTo(Outcome.ok(new Answer.Pong("1.2")));
            }
        }
        assertThat(daemon.requests()).containsOnly(new Request.Ping()).hasSize(3);
    }

    @Test
    void a_stream_hands_out_every_answer_and_ends_with_the_last() {
        daemon.answers(Method.STOP, PROGRESS, PROGRESS, CHANGED);
        var seen = new ArrayList<Answer.Step>();
        try (var client = connected()) {
            assertThat(client.stream(new Request.Stop(List.of("web"), true), seen::add))
                    .isEqualTo(Outcome.ok(CHANGED));
            assertThat(client.call(new Request.Stop(List.of("web"), true), SOON))
                    .isEqualTo(Outcome.ok(CHANGED));
        }
        assertThat(seen).containsExactly(PROGRESS, PROGRESS, CHANGED);
    }

    @Test
    void a_fault_is_a_value_and_the_connection_goes_on() {
        daemon.fails(Method.WHY, new Fault.NoSuchApp("wbe", List.of("web"))).answers(Method.PING, new Answer.Pong("1"));
        try (var client = connected()) {
            assertThat(client.call(new Request.Why("wbe"), SOON))
                    .isEqualTo(Outcome.failed(new Fault.NoSuchApp("wbe", List.of("web"))));
            assertThat(client.call(new Request.Ping(), SOON)).isEqualTo(Outcome.ok(new Answer.Pong("1")));
        }
    }

    @Test
    void large_answers_arrive_whole() {
        var line = new LogLine(Instant.EPOCH, new AppName("web"), 0, 1, LogLine.Stream.OUT, "é".repeat(3_000_000));
        var lines = new Answer.Lines(List.of(line, line), 0);
        daemon.answers(Method.LOGS, lines);
        try (var client = connected()) {
            assertThat(client.call(new Request.Logs(LogQuery.last(2, "web")), Duration.ofSeconds(30)))
                    .isEqualTo(Outcome.ok(lines));
        }
    }

    @Test
    void close_from_another_thread_ends_a_stream() throws Exception {
        daemon.streams(Method.EVENTS, List.of(new Answer.Events(List.of(), 0)));
        var first = new CountDownLatch(1);
        var client = connected();
        var outcome = CompletableFuture.supplyAsync(
                () -> client.stream(new Request.Events(List.of(), OptionalLong.empty(), true), _ -> first.countDown()));
        assertThat(first.await(10, TimeUnit.SECONDS))
                .as("the first answer of the stream")
                .isTrue();
        client.close();
        assertThat(outcome.get(10, TimeUnit.SECONDS)).isEqualTo(Outcome.failed(new Fault.Cancelled()));
    }

    @Test
    void a_daemon_that_does_not_answer_is_given_up_in_time() {
        daemon.when(Method.PING, (_, stage) -> stage.awaitClientGone());
        var limit = Duration.ofMillis(100);
        try (var client = connected()) {
            assertThat(client.call(new Request.Ping(), limit)).isEqualTo(Outcome.failed(new Fault.TimedOut(limit)));
        }
    }

    @Test
    void a_daemon_that_dies_is_told_from_one_that_refuses() {
        daemon.when(Method.PING, (_, stage) -> stage.hangUp());
        try (var client = connected()) {
            assertThat(client.call(new Request.Ping(), SOON))
                    .isEqualTo(Outcome.failed(new Fault.ConnectionLost(socket)));
        }
    }

    @Test
    void an_answer_that_is_not_one_is_said_to_be_so() {
        daemon.when(Method.PING, (_, stage) -> stage.raw("{\"parameters\":{}}\0".getBytes(StandardCharsets.UTF_8)));
        try (var client = connected()) {
            assertThat(client.call(new Request.Ping(), SOON))
                    .isEqualTo(Outcome.failed(new Fault.BadAnswer("version: missing")));
        }
    }

    @Test
    void what_a_newer_daemon_adds_is_skipped() {
        var reply = "{\"parameters\":{\"version\":\"9\",\"mood\":{\"good\":true}},\"later\":1}\0";
        daemon.when(Method.PING, (_, stage) -> stage.raw(reply.getBytes(StandardCharsets.UTF_8)));
        try (var client = connected()) {
            assertThat(client.call(new Request.Ping(), SOON)).isEqualTo(Outcome.ok(new Answer.Pong("9")));
        }
    }

    @Test
    void an_older_daemon_without_the_method_is_a_version_mismatch() {
        daemon.when(Method.PING, (_, stage) -> stage.fail(new Fault.MethodNotFound("x.Ping")));
        try (var client = connected()) {
            assertThat(client.call(new Request.Ping(), SOON))
                    .isEqualTo(Outcome.failed(new Fault.VersionMismatch("test", "")));
        }
    }

    @Test
    void no_socket_a_dead_socket_and_no_socket_at_all_are_told_apart() throws IOException {
        daemon.die();
        assertThat(fault(socket)).isEqualTo(new Fault.SocketStale(socket));
        Files.delete(socket);
        assertThat(fault(socket)).isEqualTo(new Fault.DaemonAbsent(socket));
        var missing = directory.resolve("no/such/directory/s");
        assertThat(fault(missing)).isEqualTo(new Fault.DaemonAbsent(missing));
        Files.writeString(socket, "not a socket");
        assertThat(fault(socket)).isInstanceOf(Fault.Unreachable.class);
        Files.delete(socket);
    }

    @Test
    void a_path_that_is_too_long_is_refused_before_anything_is_tried() {
        var path = Path.of("/tmp/" + "d".repeat(103));
        assertThat(fault(path)).isEqualTo(new Fault.SocketPathTooLong(path, 108));
        var longest = Path.of("/tmp/" + "d".repeat(102));
        assertThat(fault(longest)).isEqualTo(new Fault.DaemonAbsent(longest));
        assertThat(fault(path).exitCode()).isEqualTo(78);
    }

    @Test
    void a_daemon_that_does_not_accept_is_given_up_in_time() throws IOException {
        var deaf = directory.resolve("deaf");
        try (var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(deaf), 1);
            var limit = Duration.ofMillis(200);
            var waiting = new ArrayList<ControlClient>();
            Outcome<ControlClient> outcome;
            do {
                outcome = ControlClient.connect(deaf, "test", limit);
                if (outcome instanceof Outcome.Ok<ControlClient>(var client)) {
                    waiting.add(client);
                }
            } while (outcome instanceof Outcome.Ok<ControlClient> && waiting.size() < 20);
            assertThat(outcome).isEqualTo(Outcome.failed(new Fault.TimedOut(limit)));
            waiting.forEach(ControlClient::close);
        }
    }

    private ControlClient connected() {
        return switch (ControlClient.connect(socket, "test", SOON)) {
            case Outcome.Ok<ControlClient>(var client) -> client;
            case Outcome.Failed<ControlClient>(var fault) -> throw new AssertionError(fault.sentence());
        };
    }

    private static Fault fault(Path socket) {
        return switch (ControlClient.connect(socket, "test", SOON)) {
            case Outcome.Ok<ControlClient> _ -> throw new AssertionError("connected to " + socket);
            case Outcome.Failed<ControlClient>(var fault) -> fault;
        };
    }
}
