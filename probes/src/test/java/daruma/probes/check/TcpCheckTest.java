package daruma.probes.check;

import static org.assertj.core.api.Assertions.assertThat;

import daruma.probes.time.Deadline;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

class TcpCheckTest {
    @Test
    void a_port_that_accepts_is_good() {
        try (var server = Faulty.server(Faulty.Connection::hang)) {
            assertThat(new TcpCheck(server.port()).make(Deadline.in(Duration.ofSeconds(5))))
                    .isEqualTo(new Outcome.Passed("port " + server.port() + " accepts connections"));
        }
    }

    @Test
    void a_port_that_nobody_listens_on_fails() {
        int port = Faulty.free();
        assertThat(new TcpCheck(port).make(Deadline.in(Duration.ofSeconds(5))))
                .isEqualTo(new Outcome.Failed("port " + port + " refuses connections"));
    }

    @Test
    void a_server_whose_accept_queue_is_full_fails_at_the_timeout() throws IOException {
        var clients = new ArrayList<Socket>();
        try (var listener = new ServerSocket()) {
            listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1);
            // It never accepts: some connections wait in the queue, the next ones are not even answered.
            while (true) {
                var client = new Socket();
                clients.add(client);
                try {
                    client.connect(listener.getLocalSocketAddress(), 200);
                } catch (IOException full) {
                    break;
                }
                assertThat(clients).as("the queue of one is full some time").hasSizeLessThan(20);
            }
            long began = System.nanoTime();
            var outcome = new TcpCheck(listener.getLocalPort()).make(Deadline.in(Duration.ofMillis(300)));
            assertThat(outcome)
                    .isEqualTo(new Outcome.Failed("port " + listener.getLocalPort() + " gave no answer within 300ms"));
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(3));
        } finally {
            for (var client : clients) {
                client.close();
            }
        }
    }
}
