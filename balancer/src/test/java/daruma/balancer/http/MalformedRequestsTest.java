package daruma.balancer.http;

import static org.assertj.core.api.Assertions.assertThat;

import daruma.balancer.Corpus;
import daruma.balancer.ProgramFake;
import daruma.balancer.TestBalancer;
import daruma.balancer.Wire;
import daruma.model.traffic.Balancing;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What two parsers could read in two ways reaches no program. */
class MalformedRequestsTest {
    private static final String HEAD = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
    private static TestBalancer balancer;
    private static ProgramFake program;

    @BeforeAll
    static void begin() throws Exception {
        program = ProgramFake.echoing();
        balancer = new TestBalancer().serve(Balancing.DEFAULT, program);
    }

    @AfterAll
    static void end() throws IOException {
        balancer.close();
        program.close();
    }

    static Stream<String> heads() throws IOException {
        return Corpus.of("http/malformed-requests.txt").keySet().stream();
    }

    static Stream<String> bodies() throws IOException {
        return Corpus.of("http/malformed-bodies.txt").keySet().stream();
    }

    @Test
    void there_are_enough_of_them() throws IOException {
        assertThat(heads().count() + bodies().count()).isGreaterThanOrEqualTo(100);
    }

    @ParameterizedTest
    @MethodSource("heads")
    void a_malformed_head_is_answered_with_400_and_the_connection_closed(String name) throws Exception {
        var request = Corpus.of("http/malformed-requests.txt").get(name);
        var before = program.requests().size();
        var connectionsBefore = program.accepted();
        try (var client = balancer.connect()) {
            client.send(request);
            // Were the head in order, this would be the next request.
            var answer = client.rest();
            assertThat(answer).startsWith("HTTP/1.1 400 Bad Request\r\n").contains("Connection: close\r\n");
            assertThat(answer.split("HTTP/1.1 ", -1)).as("one answer").hasSize(2);
        }
        assertThat(program.requests()).hasSize(before);
        assertThat(program.accepted()).isEqualTo(connectionsBefore);
    }

    @ParameterizedTest
    @MethodSource("heads")
    void a_malformed_head_behind_a_good_request_ends_the_connection_too(String name) throws Exception {
        var request = new String(Corpus.of("http/malformed-requests.txt").get(name), StandardCharsets.ISO_8859_1);
        var before = program.requests().size();
        try (var client = balancer.connect()) {
            client.send("GET /good HTTP/1.1\r\nHost: a\r\n\r\n" + request);
            assertThat(client.message()).startsWith("HTTP/1.1 200 OK\r\n");
            assertThat(client.rest()).startsWith("HTTP/1.1 400 Bad Request\r\n");
        }
        assertThat(program.requests()).hasSize(before + 1);
    }

    @ParameterizedTest
    @MethodSource("bodies")
    void a_malformed_body_is_never_complete_for_the_program(String name) throws Exception {
        var body = Corpus.of("http/malformed-bodies.txt").get(name);
        var before = program.requests().size();
        try (var client = balancer.connect()) {
            client.send(HEAD).send(body).send("GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(client.rest()).startsWith("HTTP/1.1 400 Bad Request\r\n");
        }
        assertThat(program.requests()).as("whole requests").hasSize(before);
    }

    @Test
    void each_byte_by_itself_gives_the_same_answer() throws Exception {
        var request = Corpus.of("http/malformed-requests.txt").get("CL.TE");
        try (var client = balancer.connect()) {
            for (var b : request) {
                try {
                    client.send(new byte[] {b});
                } catch (IOException _) {
                    // It has seen enough.
                    break;
                }
            }
            assertThat(client.rest()).startsWith("HTTP/1.1 400 Bad Request\r\n");
        }
    }

    @Test
    void a_head_that_is_too_long_is_answered_with_431_and_a_target_with_414() throws Exception {
        try (var client = balancer.connect()) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\nX: " + "y".repeat(RequestHead.LONGEST) + "\r\n\r\n");
            assertThat(client.rest()).startsWith("HTTP/1.1 431 Request Header Fields Too Large\r\n");
        }
        try (var client = balancer.connect()) {
            client.send("GET /" + "y".repeat(RequestHead.LONGEST) + " HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(client.rest()).startsWith("HTTP/1.1 414 URI Too Long\r\n");
        }
        try (var client = balancer.connect()) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\n" + "X: y\r\n".repeat(Fields.MOST) + "\r\n");
            assertThat(client.rest()).startsWith("HTTP/1.1 431 Request Header Fields Too Large\r\n");
        }
    }

    @Test
    void what_is_understood_and_not_possible_says_so() throws Exception {
        assertThat(answer("GET / HTTP/2.0\r\nHost: a\r\n\r\n")).startsWith("HTTP/1.1 505 ");
        assertThat(answer("CONNECT a:80 HTTP/1.1\r\nHost: a\r\n\r\n")).startsWith("HTTP/1.1 405 ");
        assertThat(answer("GET / HTTP/1.1\r\nHost: a\r\nExpect: tea\r\n\r\n")).startsWith("HTTP/1.1 417 ");
    }

    private static String answer(String request) throws IOException {
        try (Wire client = balancer.connect()) {
            return client.send(request).rest();
        }
    }
}
