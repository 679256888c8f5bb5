package daruma.probes.check;

import static org.assertj.core.api.Assertions.assertThat;

import daruma.probes.time.Deadline;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpCheckTest {
    private static final Duration SHORT = Duration.ofMillis(300);
    /** What a check may take beyond its time on a busy machine. */
    private static final Duration SLACK = Duration.ofSeconds(2);

    @ParameterizedTest
    @CsvSource({
        "200,true",
        "204,true",
        "299,true",
        "399,true",
        "304,true",
        "400,false",
        "404,false",
        "500,false",
        "503,false"
    })
    void a_status_of_200_to_399_is_good(int status, boolean good) {
        try (var server = Faulty.answering("HTTP/1.1 " + status + " Some Words\r\nContent-Length: 0\r\n\r\n")) {
            var outcome = check(server.port(), "/health");
            assertThat(outcome.what()).isEqualTo("GET /health answered " + status + " Some Words");
            assertThat(outcome).isInstanceOf(good ? Outcome.Passed.class : Outcome.Failed.class);
        }
    }

    @Test
    void asks_as_a_probe_does_on_a_connection_of_its_own() {
        try (var server = Faulty.answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")) {
            assertThat(check(server.port(), "/a?b=c")).isInstanceOf(Outcome.Passed.class);
            assertThat(server.requests())
                    .containsExactly("GET /a?b=c HTTP/1.1\r\nHost: localhost:" + server.port()
                            + "\r\nUser-Agent: daruma-probe\r\nAccept: */*\r\nConnection: close\r\n\r\n");
        }
    }

    @Test
    void host_and_other_headers_can_be_replaced() {
        try (var server = Faulty.answering("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")) {
            new HttpCheck(server.port(), "/", Map.of("host", "shop.example", "X-Probe", "1"), false)
                    .make(Deadline.in(Duration.ofSeconds(5)));
            assertThat(server.requests().getFirst())
                    .contains("host: shop.example\r\n", "X-Probe: 1\r\n")
                    .doesNotContain("localhost");
        }
    }

    @Test
    void a_server_that_listens_on_ipv6_only_is_reached() throws UnknownHostException {
        try (var server = Faulty.on(
                InetAddress.getByName("::1"),
                connection -> connection.request().say("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"))) {
            assertThat(check(server.port(), "/")).isInstanceOf(Outcome.Passed.class);
        }
    }

    @Test
    void nobody_there_is_a_failure() {
        int port = Faulty.free();
        assertThat(check(port, "/")).isEqualTo(new Outcome.Failed("GET /: port " + port + " refuses connections"));
    }

    @Test
    void a_server_that_accepts_and_says_nothing_fails_at_the_timeout() {
        try (var server = Faulty.server(connection -> connection.request().hang())) {
            assertThat(timed(server.port())).isEqualTo(late(server.port()));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nX: y", // half a head
                "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc", // half a body
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n", // no last chunk
                "HTTP/1.1 200 OK\r\n\r\nabc", // until it closes, which it does not
                "HTTP/1.1 100 Continue\r\n\r\n", // and then nothing
            })
    void a_server_that_stops_half_way_fails_at_the_timeout(String half) {
        try (var server =
                Faulty.server(connection -> connection.request().say(half).hang())) {
            assertThat(timed(server.port())).isEqualTo(late(server.port()));
        }
    }

    @Test
    void bytes_that_trickle_do_not_prolong_the_timeout() {
        try (var server = Faulty.server(connection -> {
            connection.request().say("HTTP/1.1 200 OK\r\n");
            for (int i = 0; ; i++) {
                connection.say("X-" + i + ": y\r\n");
                Thread.sleep(20);
            }
        })) {
            assertThat(timed(server.port())).isEqualTo(late(server.port()));
        }
    }

    @Test
    void a_reset_is_a_failure() {
        try (var server = Faulty.server(connection -> connection.request().reset())) {
            assertThat(check(server.port(), "/")).isInstanceOf(Outcome.Failed.class);
        }
    }

    @Test
    void a_connection_that_is_closed_without_a_word_is_a_failure() {
        try (var server = Faulty.server(Faulty.Connection::request)) {
            assertThat(check(server.port(), "/").what())
                    .isEqualTo("GET /: port " + server.port() + " closed the connection without an answer");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "garbage\n",
                "SSH-2.0-OpenSSH_9.2\r\n",
                "HTTP/1.1 OK\r\n\r\n",
                "HTTP/1.1 20 OK\r\n\r\n",
                "\0\1\2\n"
            })
    void garbage_is_a_failure_and_shown(String garbage) {
        try (var server = Faulty.answering(garbage)) {
            var outcome = check(server.port(), "/");
            assertThat(outcome).isInstanceOf(Outcome.Failed.class);
            assertThat(outcome.what()).contains("does not speak HTTP/1.1: it answered \"");
        }
    }

    @ParameterizedTest
    @CsvSource({"'Content-Length: many'", "'Content-Length: -1'"})
    void a_broken_length_is_a_failure(String header) {
        try (var server = Faulty.answering("HTTP/1.1 200 OK\r\n" + header + "\r\n\r\n")) {
            assertThat(check(server.port(), "/")).isInstanceOf(Outcome.Failed.class);
        }
    }

    @Test
    void a_giant_header_is_a_failure() {
        try (var server = Faulty.server(connection -> {
            connection.request().say("HTTP/1.1 200 OK\r\nX: ");
            for (int i = 0; i < 10_000; i++) {
                connection.say("x".repeat(1_000));
            }
        })) {
            assertThat(check(server.port(), "/").what()).contains("a head of more than 64 KiB");
        }
    }

    @Test
    void of_a_giant_body_only_the_beginning_is_looked_at() {
        try (var server = Faulty.server(connection -> {
            connection.request().say("HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n");
            for (int i = 0; i < 1_000_000; i++) {
                connection.say("x".repeat(1_000));
            }
        })) {
            assertThat(check(server.port(), "/")).isInstanceOf(Outcome.Passed.class);
        }
    }

    @Test
    void chunks_are_read_to_the_last_one() {
        try (var server = Faulty.server(connection -> connection
                .request()
                .say("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\n2\r\nde\r\n0\r\n\r\n")
                .hang())) {
            assertThat(check(server.port(), "/")).isInstanceOf(Outcome.Passed.class);
        }
    }

    @Test
    void redirects_on_this_host_are_followed() {
        try (var server = Faulty.server(connection -> {
            connection.request();
            // Read from the request, for there is one connection for each.
            connection.say("HTTP/1.1 302 Found\r\nLocation: /next\r\nContent-Length: 0\r\n\r\n");
        })) {
            var outcome = check(server.port(), "/a");
            assertThat(outcome).isEqualTo(new Outcome.Failed("GET /a was redirected more than 10 times"));
            assertThat(server.requests()).hasSize(11);
            assertThat(server.requests().get(1)).startsWith("GET /next HTTP/1.1\r\n");
        }
    }

    @Test
    void what_the_redirect_leads_to_counts() {
        try (var end = Faulty.answering("HTTP/1.1 503 Not Yet\r\nContent-Length: 0\r\n\r\n");
                var server = Faulty.answering("HTTP/1.1 302 Found\r\nLocation: http://localhost:" + end.port()
                        + "/b?c\r\nContent-Length: 0\r\n\r\n")) {
            assertThat(check(server.port(), "/a")).isEqualTo(new Outcome.Failed("GET /a answered 503 Not Yet"));
            assertThat(end.requests().getFirst()).startsWith("GET /b?c HTTP/1.1\r\n");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://login.example/", "//login.example/x", "mailto:someone", "http://[broken"})
    void a_redirect_to_another_host_is_good_as_it_is(String location) {
        try (var server =
                Faulty.answering("HTTP/1.1 302 Found\r\nLocation: " + location + "\r\nContent-Length: 0\r\n\r\n")) {
            assertThat(check(server.port(), "/a")).isEqualTo(new Outcome.Passed("GET /a answered 302 Found"));
            assertThat(server.requests()).hasSize(1);
        }
    }

    @Test
    void https_is_asked_whatever_the_certificate_says() throws Exception {
        try (var server = TlsServer.start("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")) {
            assertThat(new HttpCheck(server.port(), "/", Map.of(), true).make(Deadline.in(Duration.ofSeconds(10))))
                    .isEqualTo(new Outcome.Passed("GET / answered 200 OK"));
        }
    }

    @Test
    void a_server_without_tls_fails_a_probe_by_https() {
        try (var server = Faulty.answering("HTTP/1.1 200 OK\r\n\r\n")) {
            var outcome = new HttpCheck(server.port(), "/", Map.of(), true).make(Deadline.in(SHORT));
            assertThat(outcome).isInstanceOf(Outcome.Failed.class);
        }
    }

    private static Outcome check(int port, String path) {
        return new HttpCheck(port, path, Map.of(), false).make(Deadline.in(Duration.ofSeconds(5)));
    }

    /** With a short timeout, which must hold. */
    private static Outcome timed(int port) {
        long began = System.nanoTime();
        var outcome = new HttpCheck(port, "/", Map.of(), false).make(Deadline.in(SHORT));
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isBetween(SHORT, SHORT.plus(SLACK));
        return outcome;
    }

    private static Outcome late(int port) {
        return new Outcome.Failed("GET /: port " + port + " gave no answer within 300ms");
    }
}
