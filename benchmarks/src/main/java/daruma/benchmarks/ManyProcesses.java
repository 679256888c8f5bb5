package daruma.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** From the command to the first instruction of the last of many tiny processes; then what so many cost while nothing happens. */
final class ManyProcesses {
    private static final int IDLE_SECONDS = 20;

    private ManyProcesses() {}

    static List<Line> measure(Bench bench) throws IOException, InterruptedException {
        var peers = List.<Peer>of(
                bench.daruma("ma"), bench.pm2("ma"), bench.supervisord("ma"), bench.s6("ma"), bench.limit("ma"));
        var lines = new ArrayList<Line>();
        try {
            for (var peer : peers) {
                peer.begin();
            }
            lines.addAll(compare(bench, peers, 100, 3));
            lines.addAll(compare(bench, peers, 500, 1));
            lines.add(idle(bench, peers.get(0), peers.get(1)));
        } finally {
            Bench.close(peers);
        }
        return lines;
    }

    private static List<Line> compare(Bench bench, List<Peer> peers, int copies, int rounds)
            throws IOException, InterruptedException {
        var times = peers.stream().map(_ -> new double[rounds]).toList();
        for (int round = 0; round < rounds; round++) {
            for (int i = 0; i < peers.size(); i++) {
                times.get(i)[round] = seconds(bench, peers.get(i), copies, round);
            }
        }
        var text = new StringBuilder();
        for (int i = 0; i < peers.size(); i++) {
            text.append(i == 0 ? "" : ", ")
                    .append("%s %.2f s".formatted(peers.get(i).name(), Lab.median(times.get(i))));
        }
        var better = IntStream.of(1, 2)
                .mapToDouble(i -> Lab.pairedRatio(times.get(i), times.get(0)))
                .min()
                .orElseThrow();
        return List.of(Line.of(
                "start of " + copies + " tiny processes, the faster of pm2 and supervisord to daruma",
                text + ": %.2f ×".formatted(better),
                "≥ 2 ×",
                better >= 2));
    }

    private static double seconds(Bench bench, Peer peer, int copies, int round)
            throws IOException, InterruptedException {
        var file = Path.of(bench.work() + "/many-" + copies + "-" + round + "-"
                + peer.name().replace(' ', '-'));
        var app = App.of("many", copies, bench.stamp().toString(), file.toString(), "0");
        var command = peer.prepare(app);
        var began = System.nanoTime();
        if (peer instanceof Peers.Limit) {
            peer.start(app);
        } else {
            Lab.run(command);
        }
        Lab.await(
                copies + " copies under " + peer.name(),
                Duration.ofSeconds(90),
                Duration.ofMillis(5),
                () -> Lab.count(file, 's') >= copies);
        double last = 0;
        for (var start : Lab.stamps(file, 's')) {
            last = Math.max(last, start);
        }
        peer.end(app);
        return (last - began) / 1e9;
    }

    private static Line idle(Bench bench, Peer daruma, Peer pm2) throws IOException, InterruptedException {
        Footprint.start(bench, daruma, "idle", 500);
        Footprint.start(bench, pm2, "idle", 500);
        Thread.sleep(5_000);
        var ours = daruma.processes();
        var theirs = pm2.processes();
        var before = new double[] {Lab.cpu(ours), Lab.cpu(theirs)};
        Thread.sleep(IDLE_SECONDS * 1_000L);
        var our = (Lab.cpu(ours) - before[0]) / IDLE_SECONDS * 100;
        var their = (Lab.cpu(theirs) - before[1]) / IDLE_SECONDS * 100;
        return Line.of(
                "CPU while 500 processes do nothing",
                "daruma %.2f %%, pm2 %.2f %%".formatted(our, their),
                "< 0.1 % of a core",
                our < 0.1);
    }
}
