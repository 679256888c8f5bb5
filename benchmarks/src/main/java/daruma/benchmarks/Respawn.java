package daruma.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** From the last deed of a process to the first of the next, by the processes' own clock; all supervisors at the same time. */
final class Respawn {
    /** Longer than a second: runit and s6 wait if a program lived shorter. */
    private static final String LIFE_MS = "1150";

    private static final int ROUNDS = 25;

    private Respawn() {}

    static List<Line> measure(Bench bench) throws IOException, InterruptedException {
        var peers = List.<Peer>of(
                bench.daruma("re"),
                bench.limit("re"),
                bench.pm2("re"),
                bench.runit("re"),
                bench.s6("re"),
                bench.supervisord("re"));
        try {
            for (var peer : peers) {
                peer.begin();
                peer.start(App.of(
                        "stamp",
                        1,
                        bench.stamp().toString(),
                        stamps(bench, peer).toString(),
                        LIFE_MS));
                // Out of step, so that they do not die at the same moment.
                Thread.sleep(137);
            }
            for (var peer : peers) {
                Lab.await(
                        peer.name() + " has restarted its program " + ROUNDS + " times",
                        Duration.ofMinutes(2),
                        Duration.ofMillis(200),
                        () -> Lab.count(stamps(bench, peer), 's') > ROUNDS);
            }
        } finally {
            Bench.close(peers);
        }
        var latencies = new ArrayList<double[]>();
        for (var peer : peers) {
            latencies.add(gaps(stamps(bench, peer)));
        }
        var text = new StringBuilder();
        for (int i = 0; i < peers.size(); i++) {
            text.append(i == 0 ? "" : ", ")
                    .append("%s %.2f ms".formatted(peers.get(i).name(), Lab.median(latencies.get(i))));
        }
        var toLimit = Lab.pairedRatio(latencies.get(0), latencies.get(1));
        var toPm2 = Lab.pairedRatio(latencies.get(2), latencies.get(0));
        return List.of(
                Line.of(
                        "crash → first instruction of the next incarnation, to the C limit",
                        text + ": %.2f ×".formatted(toLimit),
                        "≤ 2.5 ×",
                        toLimit <= 2.5),
                Line.of("the same, pm2 to daruma", "%.2f ×".formatted(toPm2), "≥ 2.5 ×", toPm2 >= 2.5));
    }

    private static Path stamps(Bench bench, Peer peer) {
        return bench.work().resolve("respawn-" + peer.name().replace(' ', '-'));
    }

    /** Milliseconds between each end and the next start; a process that somebody else killed has no end, and counts for nothing. */
    private static double[] gaps(Path file) throws IOException {
        var gaps = new ArrayList<Double>();
        double ended = 0;
        for (var line : Files.readAllLines(file)) {
            var at = Double.parseDouble(line.substring(2)) / 1e6;
            if (line.startsWith("e")) {
                ended = at;
            } else if (ended > 0) {
                gaps.add(at - ended);
                ended = 0;
            }
        }
        return gaps.stream().mapToDouble(Double::doubleValue).toArray();
    }
}
