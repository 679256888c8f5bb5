package daruma.balancer.control;

import static org.assertj.core.api.Assertions.assertThat;

import daruma.balancer.ProgramFake;
import daruma.balancer.TestBalancer;
import daruma.control.Outcome;
import daruma.control.json.Json;
import daruma.control.json.JsonText;
import daruma.control.server.ControlSocket;
import daruma.control.traffic.BalancerClient;
import daruma.control.traffic.BalancerInterface;
import daruma.control.traffic.BalancerReply;
import daruma.control.traffic.TableCodec;
import daruma.control.varlink.Call;
import daruma.control.varlink.Framing;
import daruma.control.varlink.Idl;
import daruma.control.varlink.Reply;
import daruma.model.traffic.Address;
import daruma.model.traffic.Balancing;
import daruma.model.traffic.EndpointState;
import daruma.model.traffic.Frontend;
import daruma.model.traffic.Protocol;
import daruma.model.traffic.Route;
import daruma.model.traffic.TrafficFigures;
import daruma.model.traffic.TrafficTable;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is asked over the socket is answered as the interface declares. */
class SteeringServerTest {
    private static final Idl FILE = Idl.parse(BalancerInterface.text());
    private static final Duration LIMIT = Duration.ofSeconds(10);

    @TempDir
    Path directory;

    private Path socket;
    private TestBalancer balancer;
    private SteeringServer server;
    private BalancerClient client;

    @BeforeEach
    void begin() throws IOException {
        socket = directory.resolve("control.sock");
        balancer = new TestBalancer();
        if (!(ControlSocket.bind(socket) instanceof Outcome.Ok<ServerSocketChannel>(var bound))) {
            throw new IOException("cannot bind " + socket);
        }
        server = SteeringServer.start(bound, balancer.balancer(), "1.2");
        client = new BalancerClient(socket);
    }

    @AfterEach
    void end() throws IOException {
        server.close();
        balancer.close();
    }

    private TrafficTable table(long revision, ProgramFake program, EndpointState state) {
        return new TrafficTable(
                revision,
                List.of(new Route(
                        balancer.frontend(Protocol.HTTP, Balancing.DEFAULT.withStickyCookie("at")),
                        List.of(TestBalancer.endpoint(0, program.port(), state)))));
    }

    private Reply raw(String method, Json.Obj parameters) throws IOException {
        try (var channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(socket));
            channel.write(Framing.frame(new Call(method, parameters, false, false).json()));
            var framing = new Framing();
            var buffer = ByteBuffer.allocate(65_536);
            while (true) {
                var message = framing.next();
                if (message.isPresent()) {
                    return Reply.read(JsonText.parse(message.get()));
                }
                assertThat(channel.read(buffer.clear()))
                        .as("an answer to %s", method)
                        .isPositive();
                framing.feed(buffer.flip());
            }
        }
    }

    private Json.Obj answered(String method, Json.Obj parameters) throws IOException {
        var name = method.substring(BalancerInterface.NAME.length() + 1);
        assertThat(FILE.problemsOfCall(name, parameters)).isEmpty();
        var reply = raw(method, parameters);
        assertThat(reply.error()).as("%s", reply.parameters()).isEmpty();
        assertThat(FILE.problemsOfReply(name, reply.parameters())).isEmpty();
        return reply.parameters();
    }

    @Test
    void every_method_is_called_and_answered_as_declared() throws Exception {
        try (var program = ProgramFake.echoing()) {
            answered(BalancerInterface.PING, Json.Obj.EMPTY);
            answered(
                    BalancerInterface.APPLY,
                    Json.object()
                            .put("table", TableCodec.write(table(3, program, EndpointState.READY)))
                            .build());
            try (var visitor = balancer.connect()) {
                visitor.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").message();
            }
            answered(BalancerInterface.APPLIED, Json.Obj.EMPTY);
            answered(BalancerInterface.FIGURES, Json.Obj.EMPTY);
            answered(
                    BalancerInterface.AWAIT_IDLE,
                    Json.object()
                            .put("incarnation", daruma.control.codec.ExitCodec.write(TestBalancer.incarnation(0, 1)))
                            .put("timeout", "PT1S")
                            .build());
            assertThat(FILE.methods().keySet())
                    .containsExactlyInAnyOrder("Ping", "Apply", "Applied", "Figures", "AwaitIdle");
        }
    }

    @Test
    void the_client_gets_back_what_was_applied_and_what_was_counted() throws Exception {
        try (var program = ProgramFake.echoing()) {
            var table = table(7, program, EndpointState.READY);
            assertThat(client.apply(table, LIMIT)).isEqualTo(new BalancerReply.Answered<>(7L));
            assertThat(client.table(LIMIT)).isEqualTo(new BalancerReply.Answered<>(table));
            try (var visitor = balancer.connect()) {
                visitor.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").message();
            }
            if (!(client.figures(LIMIT) instanceof BalancerReply.Answered<TrafficFigures>(var figures))) {
                throw new AssertionError("no figures");
            }
            assertThat(figures.revision()).isEqualTo(7);
            var frontend = figures.frontends().getFirst();
            assertThat(frontend.requests()).isEqualTo(1);
            assertThat(frontend.latency().count()).isEqualTo(1);
            assertThat(frontend.endpoints().getFirst().requests()).isEqualTo(1);
            assertThat(client.ping(LIMIT))
                    .isEqualTo(
                            new BalancerReply.Answered<>(ProcessHandle.current().pid()));
        }
    }

    @Test
    void to_wait_for_idle_takes_until_the_last_request_has_ended() throws Exception {
        var came = new CountDownLatch(1);
        var go = new CountDownLatch(1);
        try (var program = ProgramFake.that(connection -> {
            connection.head();
            came.countDown();
            try {
                go.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            connection.send("HTTP/1.1 204 No Content\r\n\r\n");
        })) {
            client.apply(table(1, program, EndpointState.READY), LIMIT);
            try (var visitor = balancer.connect()) {
                visitor.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
                came.await();
                client.apply(table(2, program, EndpointState.DRAINING), LIMIT);
                assertThat(client.awaitIdle(TestBalancer.incarnation(0, 1), Duration.ofMillis(50)))
                        .isEqualTo(new BalancerReply.Answered<>(1));
                go.countDown();
                assertThat(client.awaitIdle(TestBalancer.incarnation(0, 1), LIMIT))
                        .isEqualTo(new BalancerReply.Answered<>(0));
                assertThat(visitor.head()).startsWith("HTTP/1.1 204 ");
            }
        }
    }

    @Test
    void a_port_that_is_taken_is_an_error_as_declared() throws Exception {
        try (var taken = new ServerSocket(0)) {
            var table = new TrafficTable(
                    1,
                    List.of(new Route(
                            new Frontend(
                                    TestBalancer.WEB,
                                    new Address("0.0.0.0", taken.getLocalPort()),
                                    Protocol.TCP,
                                    Balancing.DEFAULT),
                            List.of())));
            var reply = raw(
                    BalancerInterface.APPLY,
                    Json.object().put("table", TableCodec.write(table)).build());
            assertThat(reply.error()).contains(BalancerInterface.CANNOT_LISTEN);
            assertThat(FILE.problemsOfError("CannotListen", reply.parameters())).isEmpty();
            assertThat(client.apply(table, LIMIT))
                    .isInstanceOfSatisfying(
                            BalancerReply.Declined.class,
                            it -> assertThat(it.message()).contains("somebody listens there already"));
        }
    }

    @Test
    void a_table_that_makes_no_sense_is_refused_with_its_path() throws Exception {
        var reply = raw(BalancerInterface.APPLY, (Json.Obj) JsonText.parse(
                "{\"table\":{\"revision\":1,\"routes\":[{\"frontend\":{\"app\":\"web\",\"listen\":{\"host\":\"here\","
                        + "\"port\":80},\"protocol\":\"http\"},\"endpoints\":[]}]}}"));
        assertThat(reply.error()).contains("org.varlink.service.InvalidParameter");
        assertThat(JsonText.print(reply.parameters()))
                .contains("table.routes[0].frontend.listen")
                .contains("write it in numbers");
        assertThat(raw(BalancerInterface.NAME + ".Nonsense", Json.Obj.EMPTY).error())
                .contains("org.varlink.service.MethodNotFound");
    }

    @Test
    void it_can_be_asked_about_itself() throws Exception {
        var described = raw(
                "org.varlink.service.GetInterfaceDescription",
                Json.object().put("interface", BalancerInterface.NAME).build());
        assertThat(described.parameters().members().get("description")).isEqualTo(Json.of(BalancerInterface.text()));
        assertThat(JsonText.print(
                        raw("org.varlink.service.GetInfo", Json.Obj.EMPTY).parameters()))
                .contains("daruma-balancer");
    }

    @Test
    void nobody_there_is_told_and_not_thrown() {
        assertThat(new BalancerClient(directory.resolve("nobody.sock")).ping(Duration.ofMillis(200)))
                .isInstanceOf(BalancerReply.Silent.class);
    }
}
