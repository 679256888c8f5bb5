package daruma.balancer.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import daruma.balancer.ProgramFake;
import daruma.balancer.TestBalancer;
import daruma.balancer.Wire;
import daruma.model.traffic.Balancing;
import daruma.model.traffic.ForwardedHeaders;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client sees, and what a program is sent. */
class HttpFrontTest {
    private TestBalancer balancer;

    @BeforeEach
    void begin() throws IOException {
        balancer = new TestBalancer();
    }

    @AfterEach
    void end() throws IOException {
        balancer.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_request_goes_to_the_program_and_its_answer_comes_back(boolean nativeTransport) throws Exception {
        try (var own = new TestBalancer(nativeTransport);
                var program = ProgramFake.echoing()) {
            own.serve(Balancing.DEFAULT, program);
            try (var client = own.connect()) {
                client.send("GET /a?b=c HTTP/1.1\r\nHost: shop\r\nAccept: */*\r\n\r\n");
                assertThat(client.message()).startsWith("HTTP/1.1 200 OK\r\nContent-Length: ");
                assertThat(program.nextRequest())
                        .isEqualTo("GET /a?b=c HTTP/1.1\r\nHost: shop\r\nAccept: */*\r\nX-Forwarded-For: 127.0.0.1\r\n"
                                + "X-Forwarded-Proto: http\r\nX-Forwarded-Host: shop\r\n\r\n");
            }
        }
    }

    @Test
    void what_is_about_one_connection_goes_no_further() throws Exception {
        try (var program = ProgramFake.echoing()) {
            balancer.serve(Balancing.DEFAULT, program);
            try (var client = balancer.connect()) {
                client.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: keep-alive, X-Own, host, X-Forwarded-For\r\n"
                        + "Keep-Alive: 5\r\nX-Own: 1\r\nX-Kept: 2\r\nTE: gzip\r\nProxy-Connection: close\r\n"
                        + "Upgrade: h2c\r\nHTTP2-Settings: AAAA\r\nForwarded: for=evil\r\n"
                        + "X-Forwarded-For: evil\r\nX-Forwarded-Proto: https\r\n\r\n");
                client.message();
                assertThat(program.nextRequest())
                        .isEqualTo("GET / HTTP/1.1\r\nHost: a\r\nX-Kept: 2\r\nX-Forwarded-For: 127.0.0.1\r\n"
                                + "X-Forwarded-Proto: http\r\nX-Forwarded-Host: a\r\n\r\n");
            }
        }
    }

    @Test
    void another_proxy_that_is_believed_is_added_to() throws Exception {
        try (var program = ProgramFake.echoing()) {
            balancer.serve(Balancing.DEFAULT.withForwarded(ForwardedHeaders.APPEND), program);
            try (var client = balancer.connect()) {
                client.send(
                        "GET / HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 9.9.9.9\r\nX-Forwarded-Proto: https\r\n\r\n");
                client.message();
                assertThat(program.nextRequest())
                        .contains("X-Forwarded-For: 9.9.9.9, 127.0.0.1\r\n")
                        .contains("X-Forwarded-Proto: https\r\n")
                        .doesNotContain("X-Forwarded-Proto: http\r\n");
            }
        }
    }

    @Test
    void a_target_with_scheme_and_host_is_passed_on_without() throws Exception {
        try (var program = ProgramFake.echoing()) {
            balancer.serve(Balancing.DEFAULT, program);
            try (var client = balancer.connect()) {
                client.send("GET http://A:1/x HTTP/1.1\r\nHost: a:1\r\n\r\nGET http://a?q HTTP/1.1\r\nHost: a\r\n\r\n");
                client.message();
                client.message();
                assertThat(program.nextRequest()).startsWith("GET /x HTTP/1.1\r\nHost: a:1\r\n");
                assertThat(program.nextRequest()).startsWith("GET /?q HTTP/1.1\r\n");
            }
        }
    }

    @Test
    void many_requests_sent_at_once_are_answered_in_order() throws Exception {
        try (var one = ProgramFake.echoing();
                var two = ProgramFake.echoing();
                var client = balancer.serve(Balancing.DEFAULT, one, two).connect()) {
            for (int i = 0; i < 200; i++) {
                client.send("POST /" + i + " HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc");
            }
            for (int i = 0; i < 200; i++) {
                assertThat(client.message())
                        .contains("POST /" + i + " HTTP/1.1")
                        .endsWith("abc");
            }
        }
    }

    @Test
    void chunks_are_taken_apart_and_put_together_anew_in_both_directions() throws Exception {
        var answer =
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\n2\r\nde\r\n0\r\nX-Trailer: 1\r\n\r\n";
        try (var program = ProgramFake.answering(answer);
                var client = balancer.serve(Balancing.DEFAULT, program).connect()) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: Chunked\r\n\r\n"
                    + "5;ext=1\r\nhello\r\n001\r\n!\r\n0\r\nX: y\r\n\r\n");
            assertThat(client.head()).isEqualTo("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
            assertThat(client.until("0\r\n\r\n")).isEqualTo("3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n");
            assertThat(program.nextRequest())
                    .contains("Transfer-Encoding: chunked\r\n")
                    .endsWith("\r\n\r\nhello!");
            // The connection is still in step.
            client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(client.head()).startsWith("HTTP/1.1 200 OK");
        }
    }

    @Test
    void an_answer_that_ends_with_the_connection_is_chunked_for_new_clients_and_closed_for_old_ones() throws Exception {
        try (var program = ProgramFake.that(connection -> {
            connection.head();
            connection.send("HTTP/1.1 200 OK\r\n\r\nall of it");
        })) {
            balancer.serve(Balancing.DEFAULT, program);
            try (var client = balancer.connect()) {
                client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
                assertThat(client.until("0\r\n\r\n"))
                        .isEqualTo("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nall of it\r\n0\r\n\r\n");
            }
            try (var client = balancer.connect()) {
                client.send("GET / HTTP/1.0\r\n\r\n");
                assertThat(client.rest()).isEqualTo("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nall of it");
            }
        }
    }

    @Test
    void heads_without_a_body_have_none_whatever_they_say() throws Exception {
        try (var program = ProgramFake.answering("HTTP/1.1 200 OK\r\nContent-Length: 10\r\nX: 1\r\n\r\n");
                var client = balancer.serve(Balancing.DEFAULT, program).connect()) {
            for (int i = 0; i < 3; i++) {
                client.send("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n");
                assertThat(client.head()).isEqualTo("HTTP/1.1 200 OK\r\nContent-Length: 10\r\nX: 1\r\n\r\n");
            }
        }
        try (var own = new TestBalancer();
                var program = ProgramFake.answering("HTTP/1.1 304 Not Modified\r\nContent-Length: 10\r\n\r\n");
                var client = own.serve(Balancing.DEFAULT, program).connect()) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n");
            client.head();
            assertThat(client.head()).startsWith("HTTP/1.1 304 Not Modified\r\n");
        }
    }

    @Test
    void a_client_that_asks_first_is_told_to_continue_by_the_program() throws Exception {
        try (var program = ProgramFake.that(connection -> {
                    connection.head();
                    connection.send("HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n");
                    var body = connection.bytes(5);
                    connection.send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n" + body);
                });
                var client = balancer.serve(Balancing.DEFAULT, program).connect()) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n");
            assertThat(client.head()).isEqualTo("HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n");
            assertThat(client.head()).isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
            client.send("hello");
            assertThat(client.message()).startsWith("HTTP/1.1 200 OK").endsWith("hello");
        }
    }

    @Test
    void a_switched_protocol_passes_both_ways_and_ends_each_way_by_itself() throws Exception {
        try (var program = ProgramFake.that(connection -> {
                    var head = connection.head();
                    connection.send("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                            + "Sec-WebSocket-Accept: x\r\n\r\nfirst");
                    assertThat(head).contains("Connection: Upgrade\r\nUpgrade: websocket\r\n");
                    assertThat(connection.bytes(4)).isEqualTo("ping");
                    connection.send("pong");
                    assertThat(connection.read()).isEqualTo(-1);
                    connection.send("last");
                });
                var client = balancer.serve(Balancing.DEFAULT, program).connect()) {
            client.send("GET /ws HTTP/1.1\r\nHost: a\r\nConnection: keep-alive, Upgrade\r\nUpgrade: websocket\r\n"
                    + "Sec-WebSocket-Key: k\r\n\r\n");
            assertThat(client.head())
                    .startsWith("HTTP/1.1 101 Switching Protocols\r\n")
                    .contains("Connection: Upgrade\r\nUpgrade: websocket\r\n");
            assertThat(client.bytes(5)).isEqualTo("first");
            client.send("ping");
            assertThat(client.bytes(4)).isEqualTo("pong");
            client.endOutput();
            assertThat(client.rest()).isEqualTo("last");
        }
        await("nothing is under way").until(() -> balancer.figures().inFlight() == 0);
    }

    @Test
    void a_client_that_has_ended_its_side_still_gets_its_answer() throws Exception {
        try (var program = ProgramFake.echoing();
                var client = balancer.serve(Balancing.DEFAULT, program).connect()) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").endOutput();
            assertThat(client.rest()).startsWith("HTTP/1.1 200 OK\r\n").contains("GET / HTTP/1.1");
        }
    }

    @Test
    void a_slow_reader_stops_the_program_and_not_the_others() throws Exception {
        var sent = new AtomicLong();
        var chunk = "x".repeat(64 << 10);
        try (var program = ProgramFake.that(connection -> {
            if (!connection.head().contains("/big")) {
                connection.send("HTTP/1.1 204 No Content\r\n\r\n");
                return;
            }
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: " + (1L << 30) + "\r\n\r\n");
            for (long left = 1L << 30; left > 0; left -= chunk.length()) {
                connection.send(chunk);
                sent.addAndGet(chunk.length());
            }
        })) {
            balancer.serve(Balancing.DEFAULT, program);
            try (var slow = new Socket()) {
                slow.setReceiveBufferSize(4_096);
                slow.connect(new java.net.InetSocketAddress(InetAddress.getLoopbackAddress(), balancer.port()));
                slow.getOutputStream().write("GET /big HTTP/1.1\r\nHost: a\r\n\r\n".getBytes());
                await("the program stands still")
                        .pollInterval(Duration.ofMillis(300))
                        .until(() -> {
                            var before = sent.get();
                            await().during(Duration.ofMillis(200))
                                    .atMost(Duration.ofSeconds(1))
                                    .until(() -> true);
                            return before > 0 && before == sent.get();
                        });
                assertThat(sent.get()).isLessThan(64L << 20);
                try (var other = balancer.connect()) {
                    assertThat(other.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").head())
                            .startsWith("HTTP/1.1 204 ");
                }
            }
        }
        await("the request of the client that is gone has ended")
                .until(() -> balancer.figures().inFlight() == 0);
    }

    @Test
    void a_slow_program_stops_the_client() throws Exception {
        var go = new CountDownLatch(1);
        try (var program = ProgramFake.that(connection -> {
                    connection.head();
                    try {
                        go.await();
                    } catch (InterruptedException e) {
                        throw new IOException(e);
                    }
                    for (long left = 256L << 20; left > 0; ) {
                        left -= connection.bytes((int) Math.min(left, 1 << 20)).length();
                    }
                    connection.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
                });
                var client = balancer.serve(Balancing.DEFAULT, program).connect()) {
            var sent = new AtomicLong();
            client.send("PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: " + (256L << 20) + "\r\n\r\n");
            var writer = Thread.ofVirtual().start(() -> {
                var piece = new byte[1 << 20];
                try {
                    for (int i = 0; i < 256; i++) {
                        client.send(piece);
                        sent.addAndGet(piece.length);
                    }
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            await().during(Duration.ofMillis(300)).atMost(Duration.ofSeconds(5)).until(() -> sent.get() < 128L << 20);
            go.countDown();
            client.socket().setSoTimeout(60_000);
            assertThat(client.message()).endsWith("ok");
            writer.join();
        }
    }

    @Test
    void a_program_that_breaks_off_in_the_middle_is_not_taken_for_complete() throws Exception {
        try (var program = ProgramFake.that(connection -> {
            connection.head();
            connection.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n");
        })) {
            balancer.serve(Balancing.DEFAULT, program);
            try (var client = balancer.connect()) {
                client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
                var answer = new StringBuilder();
                try {
                    for (int b = client.read(); b >= 0; b = client.read()) {
                        answer.append((char) b);
                    }
                } catch (IOException reset) {
                    answer.append("(reset)");
                }
                assertThat(answer.toString()).doesNotContain("0\r\n\r\n");
            }
            assertThat(balancer.figures().cut()).isEqualTo(1);
        }
    }

    @Test
    void a_program_that_speaks_no_http_is_answered_for_with_502() throws Exception {
        try (var program = ProgramFake.answering("nonsense\r\n\r\n");
                var client = balancer.serve(Balancing.DEFAULT, program).connect()) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(client.message())
                    .startsWith("HTTP/1.1 502 Bad Gateway\r\n")
                    .contains("is no HTTP");
        }
    }

    @Test
    void a_program_that_is_silent_is_answered_for_with_504() throws Exception {
        var limits = new daruma.model.traffic.Timeouts(
                Duration.ofSeconds(1), Duration.ofMillis(200), Duration.ofSeconds(5), Duration.ofSeconds(1));
        try (var program = ProgramFake.that(Wire::rest);
                var client = balancer.serve(Balancing.DEFAULT.withTimeouts(limits), program)
                        .connect()) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(client.message())
                    .startsWith("HTTP/1.1 504 Gateway Timeout\r\n")
                    .contains("was silent for 200 ms");
            assertThat(balancer.figures().timedOut()).isEqualTo(1);
        }
    }

    @Test
    void a_connection_that_is_idle_for_too_long_is_closed_and_half_a_head_answered_with_408() throws Exception {
        var limits = new daruma.model.traffic.Timeouts(
                Duration.ofSeconds(1), Duration.ofSeconds(5), Duration.ofMillis(200), Duration.ofSeconds(1));
        try (var program = ProgramFake.echoing()) {
            balancer.serve(Balancing.DEFAULT.withTimeouts(limits), program);
            try (var client = balancer.connect()) {
                assertThat(client.rest()).isEmpty();
            }
            try (var client = balancer.connect()) {
                client.send("GET / HTTP/1.1\r\nHost:");
                assertThat(client.rest()).startsWith("HTTP/1.1 408 Request Timeout\r\n");
            }
        }
    }

    @Test
    void events_come_one_by_one_as_the_program_sends_them() throws Exception {
        var second = new CountDownLatch(1);
        try (var program = ProgramFake.that(connection -> {
                    connection.head();
                    connection.send("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: 1\n\n");
                    try {
                        second.await();
                    } catch (InterruptedException e) {
                        throw new IOException(e);
                    }
                    connection.send("data: 2\n\n");
                });
                var client = balancer.serve(Balancing.DEFAULT, program).connect()) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(client.until("data: 1\n\n")).contains("text/event-stream");
            second.countDown();
            client.until("data: 2\n\n");
        }
    }

    @Test
    void an_answer_before_the_request_is_complete_ends_the_connection() throws Exception {
        try (var program = ProgramFake.that(connection -> {
                    connection.head();
                    connection.send("HTTP/1.1 413 Content Too Large\r\nContent-Length: 2\r\n\r\nno");
                    connection.rest();
                });
                var client = balancer.serve(Balancing.DEFAULT, program).connect()) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\nsome of it");
            assertThat(client.rest())
                    .startsWith("HTTP/1.1 413 Content Too Large\r\n")
                    .contains("Connection: close\r\n")
                    .endsWith("no");
        }
    }

    @Test
    void old_clients_keep_a_connection_if_they_ask_for_it() throws Exception {
        try (var program = ProgramFake.echoing();
                var client = balancer.serve(Balancing.DEFAULT, program).connect()) {
            for (int i = 0; i < 2; i++) {
                client.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
                assertThat(client.message()).contains("Connection: keep-alive\r\n");
            }
        }
    }
}
