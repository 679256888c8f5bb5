package daruma.control.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import daruma.control.Answer;
import daruma.control.ControlClient;
import daruma.control.Fault;
import daruma.control.InterfaceFile;
import daruma.control.LogQuery;
import daruma.control.Method;
import daruma.control.Outcome;
import daruma.control.Request;
import daruma.control.json.Json;
import daruma.control.json.JsonText;
import daruma.control.varlink.Idl;
import daruma.model.AppName;
import daruma.model.Event;
import daruma.model.LogLine;
import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class ControlServerTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final AppName WEB = new AppName("web");

    @TempDir
    Path directory;

    private final List<ControlServer> servers = new ArrayList<>();

    @AfterEach
    void close() {
        servers.forEach(ControlServer::close);
    }

    @Test
    void a_socket_of_our_own_is_private() throws IOException {
        var socket = directory.resolve("new/s");
        serve(socket, new FakeController(), ServerLimits.DEFAULT);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket.getParent())))
                .isEqualTo("rwx------");
    }

    @Test
    void a_dead_socket_is_replaced_and_a_living_one_is_not() throws IOException {
        var socket = directory.resolve("s");
        serve(socket, new FakeController(), ServerLimits.DEFAULT).close();
        assertThat(socket).exists();
        serve(socket, new FakeController(), ServerLimits.DEFAULT);
        assertThat(ControlSocket.bind(socket))
                .isEqualTo(Outcome.failed(new Fault.Unreachable(socket, "another daemon listens there already")));
        try (var client = client(socket)) {
            assertThat(client.call(new Request.Ping(), SOON)).isEqualTo(Outcome.ok(new Answer.Pong("1")));
        }
    }

    @Test
    void every_method_reaches_the_controller_and_its_answer_is_as_declared() throws IOException {
        var socket = directory.resolve("s");
        serve(socket, new FakeController(), ServerLimits.DEFAULT);
        var file = Idl.parse(InterfaceFile.text());
        try (var client = new RawClient(socket)) {
            for (var method : Method.ALL) {
                var parameters = switch (method.name()) {
                    case "Describe", "Why", "Env", "Releases" -> "{\"selector\":\"web\"}";
                    case "ShowIncident" -> "{\"number\":7}";
                    case "Simulate" -> "{\"span\":\"PT1M\"}";
                    case "Scale" -> "{\"to\":3}";
                    case "Rollout" -> "{\"step\":\"pause\"}";
                    default -> "{}";
                };
                client.send(RawClient.call(method.name(), parameters, "") + "\0");
                var reply = client.reply().orElseThrow();
                var result = (Json.Obj) reply.members().get("parameters");
                if (reply.members().get("error") instanceof Json.Str(var error)) {
                    assertThat(file.problemsOfError(error.substring(Method.INTERFACE.length() + 1), result))
                            .as(method.name())
                            .isEmpty();
                } else {
                    assertThat(file.problemsOfReply(method.name(), result))
                            .as(method.name())
                            .isEmpty();
                }
            }
        }
    }

    @Test
    void it_can_be_asked_what_it_is() throws IOException {
        var socket = directory.resolve("s");
        serve(socket, new FakeController(), ServerLimits.DEFAULT);
        try (var client = new RawClient(socket)) {
            client.send("{\"method\":\"org.varlink.service.GetInfo\"}\0");
            assertThat(JsonText.print(client.reply().orElseThrow()))
                    .contains("\"interfaces\":[\"org.varlink.service\",\"io.github.daruma-pm.control1\"]");
            for (var name : List.of("org.varlink.service", Method.INTERFACE)) {
                client.send(
                        "{\"method\":\"org.varlink.service.GetInterfaceDescription\",\"parameters\":{\"interface\":\""
                                + name + "\"}}\0");
                var reply = (Json.Obj) client.reply().orElseThrow().members().get("parameters");
                var description = (Json.Str) reply.members().get("description");
                assertThat(Idl.parse(description.value()).name()).isEqualTo(name);
            }
        }
    }

    /** Each answered with that error; then the connection is of use still, or closed. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"method":"no.such.thing.X"}                           | org.varlink.service.InterfaceNotFound | goes on
            {"method":"io.github.daruma-pm.control1.Dance"}        | org.varlink.service.MethodNotFound    | goes on
            {"method":"Ping"}                                      | org.varlink.service.MethodNotFound    | goes on
            {"method":"org.varlink.service.Dance"}                 | org.varlink.service.MethodNotFound    | goes on
            {"method":"org.varlink.service.GetInterfaceDescription","parameters":{"interface":"a.b"}} | org.varlink.service.InterfaceNotFound | goes on
            {"method":"org.varlink.service.GetInterfaceDescription"} | org.varlink.service.InvalidParameter | goes on
            {"method":"io.github.daruma-pm.control1.Describe"}     | org.varlink.service.InvalidParameter  | goes on
            {"method":"io.github.daruma-pm.control1.Ping","parameters":{"x":1}}          | org.varlink.service.InvalidParameter | goes on
            {"method":"io.github.daruma-pm.control1.Logs","parameters":{"grep":"("}}     | org.varlink.service.InvalidParameter | goes on
            {"method":"io.github.daruma-pm.control1.Logs","parameters":{"follow":true}}  | org.varlink.service.InvalidParameter | goes on
            {"method":"io.github.daruma-pm.control1.Start","parameters":{"apps":[{}]}}   | org.varlink.service.InvalidParameter | goes on
            {"method":"io.github.daruma-pm.control1.Describe","parameters":{"selector":"x"}} | io.github.daruma-pm.control1.NoSuchApp | goes on
            {"method":"io.github.daruma-pm.control1.Why","parameters":{"selector":"x"}}  | io.github.daruma-pm.control1.Internal | goes on
            hello                                                  | org.varlink.service.InvalidParameter  | closed
            ``                                                     | org.varlink.service.InvalidParameter  | closed
            {}                                                     | org.varlink.service.InvalidParameter  | closed
            []                                                     | org.varlink.service.InvalidParameter  | closed
            {"method":1}                                           | org.varlink.service.InvalidParameter  | closed
            {"method":"a.B","parameters":[]}                       | org.varlink.service.InvalidParameter  | closed
            {"method":"a.B","upgrade":true}                        | org.varlink.service.InvalidParameter  | closed
            {"method":"a.B","surprise":1}                          | org.varlink.service.InvalidParameter  | closed
            """)
    void what_makes_no_sense_is_answered(String message, String error, String then) throws IOException {
        var socket = directory.resolve("s");
        serve(socket, new FakeController(), ServerLimits.DEFAULT);
        try (var client = new RawClient(socket)) {
            client.send(message + "\0");
            assertThat(client.reply().orElseThrow().members().get("error")).isEqualTo(Json.of(error));
            if (then.equals("closed")) {
                assertThat(client.reply()).isEmpty();
            } else {
                client.send(RawClient.call("Ping", "{}", "") + "\0");
                assertThat(client.reply().orElseThrow().members()).doesNotContainKey("error");
            }
        }
    }

    @Test
    void a_message_above_eight_mebibytes_is_refused_and_its_memory_given_back() throws IOException {
        var socket = directory.resolve("s");
        var server = serve(socket, new FakeController(), ServerLimits.DEFAULT);
        try (var client = new RawClient(socket)) {
            var sender = Thread.ofVirtual().start(() -> {
                try {
                    client.send(new byte[0]).send(" ".repeat(9 << 20));
                } catch (IOException _) {
                    // The server hangs up before the end, as it should.
                    return;
                }
            });
            assertThat(JsonText.print(client.reply().orElseThrow())).contains("longer than allowed");
            assertThat(client.reply()).isEmpty();
            sender.interrupt();
        }
        await("the connection is forgotten").atMost(SOON).until(() -> server.connections() == 0);
    }

    @Test
    void many_small_values_in_a_short_message_are_refused() throws IOException {
        var socket = directory.resolve("s");
        serve(socket, new FakeController(), ServerLimits.DEFAULT);
        try (var client = new RawClient(socket)) {
            client.send("{\"method\":\"a.B\",\"parameters\":{\"x\":[" + "0,".repeat(300_000) + "0]}}\0");
            assertThat(JsonText.print(client.reply().orElseThrow())).contains("too many values");
        }
    }

    @Test
    void half_sent_messages_of_many_clients_share_one_allowance() throws IOException {
        var socket = directory.resolve("s");
        var limits = new ServerLimits(100, 1 << 20, 2 << 20, 1_000, 1 << 20, 1 << 20, 2);
        serve(socket, new FakeController(), limits);
        var clients = new ArrayList<RawClient>();
        var half = new byte[900 << 10];
        Arrays.fill(half, (byte) ' ');
        clients.add(new RawClient(socket).send(half));
        clients.add(new RawClient(socket).send(half));
        try (var third = new RawClient(socket)) {
            try {
                third.send(half);
            } catch (IOException _) {
                // It may be closed before everything was sent.
                assertThat(third.channel.isOpen()).isTrue();
            }
            assertThat(third.reply().map(JsonText::print).orElse("too many large messages"))
                    .contains("too many large messages");
        }
        for (var client : clients) {
            client.send(RawClient.call("Ping", "{}", "") + "\0");
            assertThat(client.reply().orElseThrow().members()).doesNotContainKey("error");
            client.close();
        }
    }

    @Test
    void pipelined_calls_are_answered_in_order_and_oneway_calls_not_at_all() throws IOException {
        var socket = directory.resolve("s");
        var controller = new FakeController();
        serve(socket, controller, ServerLimits.DEFAULT);
        try (var client = new RawClient(socket)) {
            var all = new StringBuilder();
            for (int i = 0; i < 500; i++) {
                all.append(RawClient.call(
                                "List", "{\"selectors\":[\"a" + i + "\"]}", i % 2 == 0 ? "" : ",\"oneway\":true"))
                        .append('\0');
            }
            client.send(all + RawClient.call("Ping", "{}", "") + "\0");
            for (int i = 0; i < 250; i++) {
                assertThat(((Json.Obj) client.reply().orElseThrow().members().get("parameters")).members())
                        .containsKey("apps");
            }
            assertThat(((Json.Obj) client.reply().orElseThrow().members().get("parameters")).members())
                    .containsKey("version");
        }
        var expected = new ArrayList<Request<?>>();
        for (int i = 0; i < 500; i++) {
            expected.add(new Request.ListApps(List.of("a" + i)));
        }
        assertThat(controller.asked).isEqualTo(expected);
    }

    @Test
    void a_client_that_sends_and_closes_its_side_still_gets_its_answer() throws IOException {
        var socket = directory.resolve("s");
        serve(socket, new FakeController(), ServerLimits.DEFAULT);
        try (var client = new RawClient(socket)) {
            client.send(RawClient.call("Ping", "{}", "") + "\0");
            client.channel.shutdownOutput();
            assertThat(client.reply()).isPresent();
            assertThat(client.reply()).isEmpty();
        }
    }

    @Test
    void a_reader_that_has_stopped_costs_half_a_megabyte_and_is_told_what_it_missed() throws Exception {
        var socket = directory.resolve("s");
        var opened = new CompletableFuture<Answering<Answer.Lines>>();
        serve(
                socket,
                new FakeController() {
                    @Override
                    public void logs(Request.Logs request, Answering<Answer.Lines> reply) {
                        opened.complete(reply);
                    }
                },
                ServerLimits.DEFAULT);
        try (var client = new RawClient(socket)) {
            client.send(RawClient.call("Logs", "{\"follow\":true}", ",\"more\":true") + "\0");
            var reply = opened.get(10, TimeUnit.SECONDS);
            var before = usedHeap();
            var started = System.nanoTime();
            var batches = 20_000;
            for (int i = 0; i < batches; i++) {
                var lines = new ArrayList<LogLine>();
                for (int j = 0; j < 10; j++) {
                    lines.add(line(i * 10L + j));
                }
                reply.next(new Answer.Lines(lines, 0));
            }
            assertThat(Duration.ofNanos(System.nanoTime() - started))
                    .as("a flood does not wait for the reader")
                    .isLessThan(Duration.ofSeconds(20));
            assertThat(usedHeap() - before).as("heap held after the flood").isLessThan(8L << 20);
            reply.done(new Answer.Lines(List.of(line(batches * 10L)), 0));

            long got = 0;
            long dropped = 0;
            long last = -1;
            for (var next = client.reply(); ; next = client.reply()) {
                var answer =
                        Method.LOGS.read((Json.Obj) next.orElseThrow().members().get("parameters"));
                dropped += answer.dropped();
                for (var line : answer.lines()) {
                    var number = Long.parseLong(
                            line.message().substring(0, line.message().indexOf(' ')));
                    assertThat(number).as("lines come in order").isGreaterThan(last);
                    assertThat(number)
                            .as("what is missing was counted before it")
                            .isEqualTo(got + dropped);
                    last = number;
                    got++;
                }
                if (!next.get().members().containsKey("continues")) {
                    break;
                }
            }
            assertThat(got + dropped).isEqualTo(batches * 10L + 1);
            assertThat(dropped).isPositive();
        }
    }

    @Test
    void whoever_can_wait_for_room_loses_nothing() throws Exception {
        var socket = directory.resolve("s");
        var limits = new ServerLimits(10, 1 << 20, 1 << 20, 1_000, 20_000, 1 << 20, 2);
        serve(
                socket,
                new FakeController() {
                    @Override
                    public void logs(Request.Logs request, Answering<Answer.Lines> reply) {
                        more(reply, 0);
                    }

                    private void more(Answering<Answer.Lines> reply, int from) {
                        if (from == 5_000) {
                            reply.done(new Answer.Lines(List.of(), 0));
                        } else {
                            reply.next(new Answer.Lines(List.of(line(from), line(from + 1)), 0));
                            reply.whenRoom(() -> more(reply, from + 2));
                        }
                    }
                },
                limits);
        var got = new ArrayList<LogLine>();
        try (var client = client(socket)) {
            var outcome = client.stream(new Request.Logs(LogQuery.last(9_999, "web")), answer -> {
                assertThat(answer.dropped()).isZero();
                got.addAll(answer.lines());
            });
            assertThat(outcome).isEqualTo(Outcome.ok(new Answer.Lines(List.of(), 0)));
        }
        assertThat(got).hasSize(5_000);
    }

    @Test
    void a_reader_that_lets_pile_up_what_may_not_be_dropped_is_cut_off() throws Exception {
        var socket = directory.resolve("s");
        var opened = new CompletableFuture<Answering<Answer.Step>>();
        var limits = new ServerLimits(10, 1 << 20, 1 << 20, 1_000, 20_000, 40_000, 2);
        var server = serve(
                socket,
                new FakeController() {
                    @Override
                    public void stop(Request.Stop request, Answering<Answer.Step> reply) {
                        opened.complete(reply);
                    }
                },
                limits);
        try (var client = new RawClient(socket)) {
            client.send(RawClient.call("Stop", "{\"selectors\":[]}", ",\"more\":true") + "\0");
            var reply = opened.get(10, TimeUnit.SECONDS);
            for (int i = 0; i < 100_000; i++) {
                reply.next(new Answer.Changed(List.of(), List.of()));
            }
            var last = client.reply().orElseThrow();
            for (var next = client.reply(); next.isPresent(); next = client.reply()) {
                last = next.get();
            }
            assertThat(last.members().get("error")).isEqualTo(Json.of(Method.INTERFACE + ".TooSlow"));
        }
        await("the connection is forgotten").atMost(SOON).until(() -> server.connections() == 0);
    }

    @Test
    void a_client_that_disappears_ends_its_stream() throws Exception {
        var socket = directory.resolve("s");
        var opened = new CountDownLatch(1);
        var closed = new CountDownLatch(1);
        var held = new AtomicReference<Answering<Answer.Events>>();
        serve(
                socket,
                new FakeController() {
                    @Override
                    public void events(Request.Events request, Answering<Answer.Events> reply) {
                        held.set(reply);
                        reply.whenClosed(closed::countDown);
                        opened.countDown();
                    }
                },
                ServerLimits.DEFAULT);
        try (var client = new RawClient(socket)) {
            client.send(RawClient.call("Events", "{\"follow\":true}", ",\"more\":true") + "\0");
            assertThat(opened.await(10, TimeUnit.SECONDS))
                    .as("the stream is open")
                    .isTrue();
        }
        assertThat(closed.await(10, TimeUnit.SECONDS)).as("the stream is told").isTrue();
        assertThat(held.get().open()).isFalse();
        held.get().next(new Answer.Events(List.of(), 0));
        var late = new CountDownLatch(1);
        held.get().whenClosed(late::countDown);
        assertThat(late.await(10, TimeUnit.SECONDS))
                .as("who asks late is told too")
                .isTrue();
    }

    @Test
    void a_thousand_idle_connections_cost_little_and_the_next_call_is_answered() throws IOException {
        var socket = directory.resolve("s");
        var server = serve(socket, new FakeController(), ServerLimits.DEFAULT.withConnections(1_100));
        var clients = new ArrayList<RawClient>();
        try {
            var before = usedHeap();
            for (int i = 0; i < 1_000; i++) {
                clients.add(new RawClient(socket));
            }
            await("all are connected").atMost(SOON).until(() -> server.connections() == 1_000);
            // Both ends of each are in this process, the test's with a buffer of 64 KiB.
            assertThat((usedHeap() - before) / 1_000 - (64 << 10))
                    .as("bytes per connection")
                    .isLessThan(8 << 10);
            for (var client : clients) {
                client.send(RawClient.call("Ping", "{}", "") + "\0");
            }
            for (var client : clients) {
                assertThat(client.reply()).isPresent();
            }
        } finally {
            for (var client : clients) {
                client.close();
            }
        }
        await("all are gone").atMost(SOON).until(() -> server.connections() == 0);
    }

    @Test
    void one_connection_too_many_is_told_so() throws IOException {
        var socket = directory.resolve("s");
        serve(socket, new FakeController(), ServerLimits.DEFAULT.withConnections(1));
        try (var first = new RawClient(socket);
                var second = new RawClient(socket)) {
            assertThat(second.reply().orElseThrow().members().get("error"))
                    .isEqualTo(Json.of(Method.INTERFACE + ".TooManyConnections"));
            assertThat(second.reply()).isEmpty();
            first.send(RawClient.call("Ping", "{}", "") + "\0");
            assertThat(first.reply()).isPresent();
        }
    }

    @Test
    void another_user_is_turned_away() throws IOException {
        var socket = directory.resolve("s");
        var listening = ((Outcome.Ok<ServerSocketChannel>) ControlSocket.bind(socket)).value();
        servers.add(ControlServer.start(listening, new FakeController(), "1", ServerLimits.DEFAULT, _ -> false));
        try (var client = client(socket)) {
            assertThat(client.call(new Request.Ping(), SOON))
                    .isInstanceOfSatisfying(
                            Outcome.Failed.class,
                            failed -> assertThat(failed.fault()).isInstanceOf(Fault.NotPermitted.class));
        }
    }

    @Test
    void many_clients_at_once_get_each_their_own_answers() throws Exception {
        var socket = directory.resolve("s");
        var feeder = Executors.newVirtualThreadPerTaskExecutor();
        serve(
                socket,
                new FakeController() {
                    @Override
                    public void events(Request.Events request, Answering<Answer.Events> reply) {
                        var id = request.sinceId().orElseThrow();
                        feeder.execute(() -> {
                            for (int i = 0; i < 50; i++) {
                                reply.next(new Answer.Events(List.of(event(id)), 0));
                            }
                            reply.done(new Answer.Events(List.of(event(id)), 0));
                        });
                    }
                },
                ServerLimits.DEFAULT);
        var right = new AtomicInteger();
        try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 40; i++) {
                var id = (long) i;
                pool.execute(() -> {
                    try (var client = client(socket)) {
                        for (int round = 0; round < 5; round++) {
                            var seen = new ArrayList<Event>();
                            client.stream(
                                    new Request.Events(List.of(), OptionalLong.of(id), false),
                                    it -> seen.addAll(it.events()));
                            if (seen.size() == 51 && seen.stream().allMatch(it -> it.id() == id)) {
                                right.incrementAndGet();
                            }
                        }
                    }
                });
            }
        }
        feeder.close();
        assertThat(right).hasValue(200);
    }

    @Test
    void a_server_that_drains_says_so_and_its_last_words_arrive() throws IOException {
        var socket = directory.resolve("s");
        var server = serve(socket, new FakeController(), ServerLimits.DEFAULT);
        try (var client = client(socket)) {
            assertThat(client.call(new Request.Ping(), SOON)).isEqualTo(Outcome.ok(new Answer.Pong("1")));
            server.drain();
            assertThat(client.call(new Request.Ping(), SOON)).isEqualTo(Outcome.failed(new Fault.ShuttingDown()));
            server.close();
            assertThat(client.call(new Request.Ping(), SOON))
                    .isEqualTo(Outcome.failed(new Fault.ConnectionLost(socket)));
        }
    }

    private ControlServer serve(Path socket, Controller controller, ServerLimits limits) throws IOException {
        return switch (ControlSocket.bind(socket)) {
            case Outcome.Ok<ServerSocketChannel>(var listening) -> {
                var server = ControlServer.start(listening, controller, "1", limits);
                servers.add(server);
                yield server;
            }
            case Outcome.Failed<ServerSocketChannel>(var fault) -> throw new AssertionError(fault.sentence());
        };
    }

    private static ControlClient client(Path socket) {
        return switch (ControlClient.connect(socket, "test", SOON)) {
            case Outcome.Ok<ControlClient>(var client) -> client;
            case Outcome.Failed<ControlClient>(var fault) -> throw new AssertionError(fault.sentence());
        };
    }

    private static LogLine line(long number) {
        return new LogLine(Instant.EPOCH, WEB, 0, 1, LogLine.Stream.OUT, number + " " + "x".repeat(100));
    }

    private static Event event(long id) {
        return new Event(
                id, Instant.EPOCH, Event.Type.NORMAL, "Started", "web/0", 1, "m", "c", "r", "d", OptionalLong.empty());
    }

    private static long usedHeap() {
        System.gc();
        System.gc();
        var runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
