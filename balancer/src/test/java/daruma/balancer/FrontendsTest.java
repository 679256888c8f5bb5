package daruma.balancer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import daruma.balancer.control.NotApplied;
import daruma.model.traffic.Address;
import daruma.model.traffic.Algorithm;
import daruma.model.traffic.Balancing;
import daruma.model.traffic.EndpointState;
import daruma.model.traffic.Frontend;
import daruma.model.traffic.Protocol;
import daruma.model.traffic.ProxyProtocol;
import daruma.model.traffic.Route;
import daruma.model.traffic.Timeouts;
import daruma.model.traffic.Tls;
import daruma.model.traffic.TrafficTable;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Frontends with all that can be set at them. */
class FrontendsTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    private TestBalancer balancer;

    @TempDir
    Path directory;

    @BeforeEach
    void begin() throws IOException {
        balancer = new TestBalancer();
    }

    @AfterEach
    void end() throws IOException {
        balancer.close();
    }

    private void serveTcp(Balancing balancing, ProgramFake... programs) throws NotApplied {
        balancer.serve(
                balancer.frontend(Protocol.TCP, balancing),
                IntStream.range(0, programs.length)
                        .mapToObj(i -> TestBalancer.endpoint(i, programs[i].port(), EndpointState.READY))
                        .toList());
    }

    @Test
    void tcp_passes_through_in_both_directions_and_each_ends_by_itself() throws Exception {
        try (var program = ProgramFake.that(connection -> {
            connection.send("hello ");
            connection.send(connection.rest());
        })) {
            serveTcp(Balancing.DEFAULT, program);
            try (var client = balancer.connect()) {
                assertThat(client.bytes(6)).isEqualTo("hello ");
                client.send("you").endOutput();
                assertThat(client.rest()).isEqualTo("you");
            }
            await("both sides have ended")
                    .until(() -> balancer.figures().inFlight() == 0
                            && balancer.figures().endpoints().getFirst().inFlight() == 0);
            assertThat(balancer.figures().endpoints().getFirst().bytesIn()).isEqualTo(3);
            assertThat(balancer.figures().endpoints().getFirst().bytesOut()).isEqualTo(9);
        }
    }

    @Test
    void tcp_goes_to_another_when_one_does_not_accept_and_waits_when_nobody_does() throws Exception {
        var port = TestBalancer.freePort();
        balancer.serve(
                balancer.frontend(Protocol.TCP, Balancing.DEFAULT),
                List.of(TestBalancer.endpoint(0, port, EndpointState.READY)));
        try (var client = balancer.connect()) {
            client.send("early");
            await("it was tried in vain")
                    .until(() -> balancer.figures().endpoints().getFirst().connectFailures() > 0);
            try (var _ = ProgramFake.at(port, connection -> connection.send(connection.bytes(5)))) {
                assertThat(client.rest()).isEqualTo("early");
            }
        }
    }

    @Test
    void tcp_without_anybody_is_reset_after_a_while() throws Exception {
        var limits = new Timeouts(
                Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofMillis(100));
        balancer.serve(
                balancer.frontend(Protocol.TCP, Balancing.DEFAULT.withTimeouts(limits)),
                List.of(TestBalancer.endpoint(0, 1, EndpointState.DOWN)));
        try (var client = balancer.connect()) {
            assertThatThrownBy(client::rest).isInstanceOf(IOException.class);
        }
        assertThat(balancer.figures().unavailable()).isEqualTo(1);
    }

    @Test
    void all_of_a_large_transfer_comes_to_a_slow_reader_though_the_program_ends_before() throws Exception {
        var size = 64 << 20;
        try (var program = ProgramFake.that(connection -> {
            if (connection.until("\n").startsWith("GET")) {
                connection.head();
                connection.send("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n");
            }
            var piece = new byte[1 << 20];
            for (int i = 0; i < size / piece.length; i++) {
                connection.send(piece);
            }
        })) {
            serveTcp(Balancing.DEFAULT, program);
            for (int i = 0; i < 5; i++) {
                try (var client = balancer.connect()) {
                    assertThat(client.send("x\n").rest()).hasSize(size);
                }
            }
            try (var own = new TestBalancer();
                    var client = own.serve(Balancing.DEFAULT, program).connect()) {
                client.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n");
                assertThat(client.head()).startsWith("HTTP/1.1 101 ");
                assertThat(client.rest()).hasSize(size);
            }
        }
    }

    @Test
    void the_proxy_protocol_tells_the_program_who_the_client_is_in_both_versions() throws Exception {
        for (var version : List.of(ProxyProtocol.V1, ProxyProtocol.V2)) {
            try (var program = ProgramFake.that(connection -> {
                var header = version == ProxyProtocol.V1 ? connection.until("\r\n") : connection.bytes(28);
                connection.head();
                var body = version == ProxyProtocol.V1
                        ? header
                        : header.substring(16)
                                .chars()
                                .mapToObj(Integer::toString)
                                .collect(Collectors.joining(" "));
                connection.send("HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
            })) {
                balancer.serve(Balancing.DEFAULT.withProxyProtocol(ProxyProtocol.NONE, version), program);
                try (var client = balancer.connect()) {
                    var own = client.socket().getLocalPort();
                    var answer = client.send(GET).message();
                    assertThat(answer)
                            .endsWith(
                                    version == ProxyProtocol.V1
                                            ? "PROXY TCP4 127.0.0.1 127.0.0.1 " + own + " " + balancer.port() + "\r\n"
                                            : "127 0 0 1 127 0 0 1 " + (own >> 8) + " " + (own & 255) + " "
                                                    + (balancer.port() >> 8) + " " + (balancer.port() & 255));
                }
            }
        }
    }

    @Test
    void the_proxy_protocol_of_a_client_is_believed_where_that_is_set_and_must_be_there() throws Exception {
        try (var program = ProgramFake.echoing()) {
            balancer.serve(Balancing.DEFAULT.withProxyProtocol(ProxyProtocol.V1, ProxyProtocol.NONE), program);
            try (var client = balancer.connect()) {
                client.send("PROXY TCP4 9.8.7.6 1.2.3.4 1000 80\r\n" + GET);
                assertThat(client.message()).contains("X-Forwarded-For: 9.8.7.6\r\n");
                assertThat(client.send(GET).message()).contains("X-Forwarded-For: 9.8.7.6\r\n");
            }
            try (var client = balancer.connect()) {
                client.send(GET);
                assertThat(client.rest()).isEmpty();
            } catch (IOException reset) {
                assertThat(reset).hasMessageContaining("reset");
            }
            assertThat(program.requests()).hasSize(2);
        }
    }

    @Test
    void a_client_comes_back_to_the_instance_that_its_cookie_names() throws Exception {
        try (var zero = ProgramFake.saying("zero ");
                var one = ProgramFake.saying("one ")) {
            balancer.serve(Balancing.DEFAULT.withStickyCookie("at"), zero, one);
            try (var client = balancer.connect()) {
                var first = client.send(GET).message();
                assertThat(Wire.header(first, "set-cookie")).matches("at=[01]; Path=/; HttpOnly; SameSite=Lax");
                for (int i = 0; i < 20; i++) {
                    client.send("GET / HTTP/1.1\r\nHost: a\r\nCookie: x=y; at=1\r\n\r\n");
                    assertThat(client.message()).contains("\r\n\r\none ").doesNotContain("Set-Cookie");
                }
                one.die();
                client.send("GET / HTTP/1.1\r\nHost: a\r\nCookie: at=1\r\n\r\n");
                assertThat(client.message()).contains("\r\n\r\nzero ").contains("Set-Cookie: at=0;");
            }
        }
    }

    @Test
    void the_same_header_goes_to_the_same_instance() throws Exception {
        try (var zero = ProgramFake.saying("zero ");
                var one = ProgramFake.saying("one ")) {
            balancer.serve(Balancing.DEFAULT.withAlgorithm(Algorithm.HASH, Optional.of("x-user")), zero, one);
            try (var client = balancer.connect()) {
                for (int user = 0; user < 10; user++) {
                    var request = "GET / HTTP/1.1\r\nHost: a\r\nX-User: u" + user + "\r\n\r\n";
                    var first = client.send(request).message().contains("\r\n\r\none ");
                    for (int i = 0; i < 5; i++) {
                        assertThat(client.send(request).message().contains("\r\n\r\none "))
                                .isEqualTo(first);
                    }
                }
                assertThat(balancer.figures().endpoints()).allMatch(it -> it.requests() > 0);
            }
        }
    }

    @Test
    void the_access_log_has_a_line_for_each_request_and_nobody_can_forge_one() throws Exception {
        var log = directory.resolve("logs/access.log");
        try (var program = ProgramFake.echoing()) {
            balancer.serve(Balancing.DEFAULT.withAccessLog(log.toString()), program);
            try (var client = balancer.connect()) {
                client.send("GET /a\"b HTTP/1.1\r\nHost: a\r\n\r\n").message();
                client.send(GET).message();
            }
            await("two lines")
                    .until(() -> Files.exists(log) && Files.readAllLines(log).size() == 2);
            assertThat(Files.readAllLines(log).getFirst())
                    .matches(
                            "127\\.0\\.0\\.1 - - \\[[0-9TZ:.-]+] \"GET /a\\\\x22b HTTP/1\\.1\" 200 \\d+ web/0#1 \\d+us");
            Files.move(log, directory.resolve("moved"));
            try (var client = balancer.connect()) {
                client.send(GET).message();
            }
            await("a new log")
                    .until(() -> Files.exists(log) && Files.readAllLines(log).size() == 1);
        }
    }

    @Test
    void a_certificate_is_read_again_when_it_changes_and_a_bad_one_is_not_used() throws Exception {
        var one = TestCertificate.in(directory, "one");
        var two = TestCertificate.in(directory, "two");
        try (var program = ProgramFake.echoing()) {
            balancer.serve(Balancing.DEFAULT.withTls(one.tls()), program);
            assertThat(certified(one)).isEqualTo("CN=one");
            Files.copy(two.key(), one.key(), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            balancer.balancer().refreshCertificates();
            assertThat(certified(one)).as("a key alone is not used").isEqualTo("CN=one");
            one.replaceBy(two);
            balancer.balancer().refreshCertificates();
            assertThat(certified(two)).isEqualTo("CN=two");
        }
    }

    private String certified(TestCertificate trusted) throws Exception {
        try (var socket =
                (SSLSocket) trusted.trusting().getSocketFactory().createSocket("localhost", balancer.port())) {
            socket.startHandshake();
            var certificate =
                    (java.security.cert.X509Certificate) socket.getSession().getPeerCertificates()[0];
            return certificate.getSubjectX500Principal().getName();
        }
    }

    @Test
    void a_key_that_does_not_belong_to_its_certificate_is_refused_and_nothing_changes() throws Exception {
        var one = TestCertificate.in(directory, "one");
        var two = TestCertificate.in(directory, "two");
        try (var program = ProgramFake.echoing()) {
            balancer.serve(Balancing.DEFAULT, program);
            var wrong = new Tls(one.certificate().toString(), two.key().toString());
            assertThatThrownBy(() -> balancer.serve(Balancing.DEFAULT.withTls(wrong), program))
                    .isInstanceOf(NotApplied.class)
                    .hasMessageContaining("does not belong to the certificate");
            assertThatThrownBy(() -> balancer.serve(
                            Balancing.DEFAULT.withTls(new Tls("/nowhere/a.crt", "/nowhere/a.key")), program))
                    .hasMessageContaining("/nowhere/a.crt");
            try (var client = balancer.connect()) {
                assertThat(client.send(GET).message()).startsWith("HTTP/1.1 200 OK");
            }
            assertThat(balancer.balancer().table().revision()).isEqualTo(1);
        }
    }

    @Test
    void a_port_that_is_taken_is_refused_and_nothing_of_the_table_is_in_force() throws Exception {
        try (var taken = new ServerSocket(0);
                var program = ProgramFake.echoing()) {
            var free = new Address("127.0.0.1", TestBalancer.freePort());
            var table = new TrafficTable(
                    9,
                    List.of(
                            new Route(
                                    new Frontend(TestBalancer.WEB, free, Protocol.HTTP, Balancing.DEFAULT),
                                    List.of(TestBalancer.endpoint(0, program.port(), EndpointState.READY))),
                            new Route(
                                    new Frontend(
                                            TestBalancer.WEB,
                                            new Address("0.0.0.0", taken.getLocalPort()),
                                            Protocol.HTTP,
                                            Balancing.DEFAULT),
                                    List.of())));
            assertThatThrownBy(() -> balancer.balancer().apply(table))
                    .isInstanceOf(NotApplied.class)
                    .hasMessageContaining("somebody listens there already");
            assertThat(balancer.balancer().table().revision()).isZero();
            assertThatThrownBy(() -> new Wire(free.port()).close()).isInstanceOf(IOException.class);
        }
    }

    @Test
    void the_next_one_serves_the_table_of_the_last() throws Exception {
        try (var program = ProgramFake.echoing()) {
            balancer.serve(Balancing.DEFAULT, program);
            balancer.balancer().drain(Duration.ZERO);
            var transport = daruma.balancer.listen.Transport.choose(1, true);
            try (var next = new Balancer(
                    transport,
                    new daruma.balancer.listen.Listeners(transport, List.of(), Optional.empty()),
                    balancer.directory())) {
                next.resume();
                assertThat(next.table().revision()).isEqualTo(1);
                try (var client = balancer.connect()) {
                    assertThat(client.send(GET).message()).startsWith("HTTP/1.1 200 OK");
                }
            }
            Files.writeString(balancer.directory().resolve("table.json"), "{\"revision\":");
            var another = daruma.balancer.listen.Transport.choose(1, true);
            try (var damaged = new Balancer(
                    another,
                    new daruma.balancer.listen.Listeners(another, List.of(), Optional.empty()),
                    balancer.directory())) {
                damaged.resume();
                assertThat(damaged.table().routes()).isEmpty();
            }
        }
    }

    @Test
    void a_balancer_that_ends_lets_requests_come_to_their_end() throws Exception {
        var came = new java.util.concurrent.CountDownLatch(1);
        var go = new java.util.concurrent.CountDownLatch(1);
        try (var program = ProgramFake.that(connection -> {
            connection.head();
            came.countDown();
            try {
                go.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        })) {
            balancer.serve(Balancing.DEFAULT, program);
            try (var client = balancer.connect();
                    var idle = balancer.connect()) {
                client.send(GET);
                came.await();
                var drained = Thread.ofVirtual().start(() -> balancer.balancer().drain(Duration.ofSeconds(10)));
                assertThat(idle.rest()).as("an idle connection ends at once").isEmpty();
                go.countDown();
                assertThat(client.message()).contains("Connection: close\r\n").endsWith("ok");
                assertThat(drained.join(Duration.ofSeconds(10))).isTrue();
            }
        }
    }
}
