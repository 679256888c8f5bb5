package daruma.benchmarks;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** From {@code kill -9} of a Node server to the first answer of the next one. */
final class NodeAnswers {
    private static final int ROUNDS = 12;

    private NodeAnswers() {}

    static List<Line> measure(Bench bench) throws IOException, InterruptedException {
        var peers = List.<Peer>of(bench.daruma("no"), bench.limit("no"), bench.pm2("no"), bench.runit("no"));
        var ports = new int[peers.size()];
        var times = new ArrayList<double[]>();
        try {
            for (int i = 0; i < ports.length; i++) {
                ports[i] = freePort();
                times.add(new double[ROUNDS]);
                peers.get(i).begin();
                peers.get(i)
                        .start(App.of(
                                        "web",
                                        1,
                                        "node",
                                        bench.root()
                                                .resolve("examples/hello-node/server.js")
                                                .toString())
                                .withEnvironment("PORT", Integer.toString(ports[i])));
                int port = ports[i];
                Lab.await(
                        peers.get(i).name() + "'s server answers",
                        Duration.ofSeconds(30),
                        Duration.ofMillis(20),
                        () -> pid(port) > 0);
            }
            for (int round = 0; round < ROUNDS; round++) {
                for (int i = 0; i < ports.length; i++) {
                    int port = ports[i];
                    var victim = pid(port);
                    var killed = System.nanoTime();
                    ProcessHandle.of(victim).orElseThrow().destroyForcibly();
                    Lab.await(
                            peers.get(i).name() + "'s server is back",
                            Duration.ofSeconds(30),
                            Duration.ofNanos(300_000),
                            () -> {
                                var now = pid(port);
                                return now > 0 && now != victim;
                            });
                    times.get(i)[round] = (System.nanoTime() - killed) / 1e6;
                }
                // runit waits if a program lived for less than a second.
                Thread.sleep(700);
            }
        } finally {
            Bench.close(peers);
        }
        var text = new StringBuilder();
        for (int i = 0; i < ports.length; i++) {
            text.append(i == 0 ? "" : ", ")
                    .append("%s %.0f ms".formatted(peers.get(i).name(), Lab.median(times.get(i))));
        }
        var ratio = Lab.pairedRatio(times.get(0), times.get(1));
        return List.of(Line.of(
                "crash → a Node server answers again, to the C limit",
                text + ": %.2f ×".formatted(ratio),
                "≤ 1.1 ×",
                ratio <= 1.1));
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /** Who answers; 0: nobody. */
    private static long pid(int port) {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(2_000);
            socket.getOutputStream()
                    .write("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            var answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            var at = answer.indexOf("hello from ");
            return at < 0 ? 0 : Long.parseLong(answer.substring(at + 11).split("\\s", -1)[0]);
        } catch (IOException _) {
            return 0;
        }
    }
}
