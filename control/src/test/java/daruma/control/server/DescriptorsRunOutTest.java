package daruma.control.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class DescriptorsRunOutTest {
    private static final int CLIENTS = 100;

    @TempDir
    Path directory;

    @Test
    void a_server_without_descriptors_pauses_serves_who_is_in_and_lets_the_others_in_later() throws Exception {
        var socket = directory.resolve("s");
        var process = new ProcessBuilder(
                        "/bin/sh",
                        "-c",
                        "ulimit -n 64; exec \"$0\" \"$@\"",
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ServerWithFewDescriptors.class.getName(),
                        socket.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        var clients = new ArrayList<RawClient>();
        try (var out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            assertThat(out.readLine()).isEqualTo("ready");
            clients.add(new RawClient(socket));
            // Once while classes can still be loaded, which takes a descriptor too.
            assertAnswered(clients.getFirst());
            for (int i = 1; i < CLIENTS; i++) {
                clients.add(new RawClient(socket));
            }
            await("no descriptor is left").atMost(Duration.ofSeconds(20)).until(() -> pauses(process, out) > 0);

            var first = pauses(process, out);
            var since = System.nanoTime();
            await("it has tried again").atMost(Duration.ofSeconds(20)).until(() -> pauses(process, out) >= first + 3);
            assertThat(Duration.ofNanos(System.nanoTime() - since))
                    .as("three more tries take their time: it does not spin")
                    .isGreaterThan(Duration.ofMillis(400));
            assertAnswered(clients.getFirst());

            for (var client : List.copyOf(clients.subList(0, CLIENTS - 10))) {
                client.close();
            }
            for (var client : clients.subList(CLIENTS - 10, CLIENTS)) {
                assertAnswered(client);
            }
        } finally {
            for (var client : clients) {
                client.close();
            }
            process.destroy();
            assertThat(process.waitFor(20, TimeUnit.SECONDS))
                    .as("the server has ended")
                    .isTrue();
        }
    }

    private static void assertAnswered(RawClient client) throws IOException {
        client.send(RawClient.call("Ping", "{}", "") + "\0");
        assertThat(client.reply().orElseThrow().members()).doesNotContainKey("error");
    }

    private static int pauses(Process process, BufferedReader out) {
        try {
            process.getOutputStream().write('\n');
            process.getOutputStream().flush();
            return Integer.parseInt(out.readLine());
        } catch (IOException e) {
            throw new UncheckedIOException("the server is gone", e);
        }
    }
}
