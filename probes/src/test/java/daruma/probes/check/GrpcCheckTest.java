package daruma.probes.check;

import static org.assertj.core.api.Assertions.assertThat;

import daruma.probes.time.Deadline;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against Node's HTTP/2 (nghttp2), which speaks the whole protocol, and against servers that do not. */
class GrpcCheckTest {
    /** Answers by the name of the service that is asked about. */
    private static final String SERVER = """
            const http2 = require('node:http2');
            const answers = {'': 1, up: 1, down: 2, odd: 3, vague: 0};
            const server = http2.createServer();
            server.on('stream', (stream, headers) => {
              stream.on('error', () => {});
              const chunks = [];
              stream.on('data', (chunk) => chunks.push(chunk));
              stream.on('end', () => {
                const body = Buffer.concat(chunks);
                const service = body.length > 5 ? body.subarray(7).toString() : '';
                const fail = (code) => {
                  stream.respond({':status': 200, 'content-type': 'application/grpc', 'grpc-status': String(code)},
                                 {endStream: true});
                };
                if (headers[':path'] !== '/grpc.health.v1.Health/Check') return fail(12);
                if (service === 'none') return fail(12);
                if (service === 'busy') return fail(14);
                if (service === 'hangs') return;
                if (service === 'resets') return stream.close(http2.constants.NGHTTP2_INTERNAL_ERROR);
                if (!(service in answers)) return fail(5);
                const status = answers[service];
                const message = status === 0 ? Buffer.alloc(0) : Buffer.from([8, status]);
                stream.respond({':status': 200, 'content-type': 'application/grpc'}, {waitForTrailers: true});
                stream.on('wantTrailers', () => stream.sendTrailers({'grpc-status': '0', 'grpc-message': 'fine'}));
                const head = Buffer.alloc(5);
                head.writeUInt32BE(message.length, 1);
                stream.write(head);
                stream.end(message);
              });
            });
            server.listen(0, '127.0.0.1', () => console.log(server.address().port));
            process.stdin.resume();
            process.stdin.on('end', () => process.exit(0));
            """;

    private static Process node;
    private static int port;

    @BeforeAll
    static void startServer() throws IOException {
        node = new ProcessBuilder("node", "-e", SERVER)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        var line = new BufferedReader(new InputStreamReader(node.getInputStream(), StandardCharsets.UTF_8)).readLine();
        assertThat(line).as("the port of the server").matches("[0-9]+");
        port = Integer.parseInt(line);
    }

    @AfterAll
    static void stopServer() throws IOException {
        node.getOutputStream().close();
    }

    @ParameterizedTest
    @CsvSource({
        "'', true, gRPC health answered SERVING",
        "up, true, gRPC health answered SERVING about \"up\"",
        "down, false, gRPC health answered NOT_SERVING about \"down\"",
        "odd, false, gRPC health answered SERVICE_UNKNOWN about \"odd\"",
        "vague, false, gRPC health answered UNKNOWN about \"vague\"",
        "nobody, false, gRPC health knows no service \"nobody\"",
        "busy, false, gRPC health answered with gRPC status 14 about \"busy\""
    })
    void serving_is_good_and_all_else_is_not(String service, boolean good, String what) {
        assertThat(check(port, service)).isEqualTo(good ? new Outcome.Passed(what) : new Outcome.Failed(what));
    }

    @Test
    void a_server_without_the_health_service_fails() {
        assertThat(check(port, "none"))
                .isEqualTo(new Outcome.Failed("port " + port + " does not offer grpc.health.v1.Health"));
    }

    @Test
    void a_call_that_is_reset_fails() {
        assertThat(check(port, "resets").what()).contains("broke the call off, HTTP/2 error 2");
    }

    @Test
    void a_call_without_an_answer_fails_at_the_timeout() {
        long began = System.nanoTime();
        var outcome = new GrpcCheck(port, "hangs").make(Deadline.in(Duration.ofMillis(300)));
        assertThat(outcome).isEqualTo(new Outcome.Failed("gRPC health: port " + port + " gave no answer within 300ms"));
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(3));
    }

    @Test
    void a_server_of_http_1_fails() {
        try (var server = Faulty.answering("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")) {
            assertThat(check(server.port(), "").what()).contains("does not speak HTTP/2 without TLS");
        }
    }

    @ParameterizedTest
    @CsvSource({
        // settings, then on stream 1
        "0000000400000000000000010125000000010f",
        "00000004000000000000000001040000000100000a",
        "0000000400000000000000ff0125000000010f",
        "000000040000000000000003010500000001007f7f"
    })
    void broken_frames_fail_and_do_not_hang(String hex) {
        try (var server = Faulty.server(connection -> {
            var bytes = new StringBuilder();
            for (int i = 0; i + 1 < hex.length(); i += 2) {
                bytes.append((char) Integer.parseInt(hex.substring(i, i + 2), 16));
            }
            connection.say(bytes.toString());
            connection.socket().shutdownOutput();
            connection.hang();
        })) {
            assertThat(check(server.port(), "")).isInstanceOf(Outcome.Failed.class);
        }
    }

    private static Outcome check(int port, String service) {
        return new GrpcCheck(port, service).make(Deadline.in(Duration.ofSeconds(5)));
    }
}
