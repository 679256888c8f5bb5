package daruma.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** With ten apps: how long a listing takes, what the daemon weighs; and what each further process weighs. */
final class Footprint {
    private static final int LISTINGS = 20;
    private static final int MORE = 50;

    private Footprint() {}

    static List<Line> measure(Bench bench) throws IOException, InterruptedException {
        var peers = List.<Peer>of(bench.daruma("fo"), bench.pm2("fo"), bench.supervisord("fo"), bench.s6("fo"));
        var ten = new ArrayList<Lab.Memory>();
        var more = new ArrayList<Lab.Memory>();
        var times = new ArrayList<double[]>();
        try {
            for (var peer : peers) {
                peer.begin();
                for (int i = 0; i < 10; i++) {
                    start(bench, peer, "app" + (char) ('a' + i), 1);
                }
                times.add(new double[LISTINGS]);
            }
            for (int round = 0; round < LISTINGS; round++) {
                for (int i = 0; i < peers.size(); i++) {
                    if (peers.get(i).listing().isPresent()) {
                        var began = System.nanoTime();
                        Lab.run(peers.get(i).listing().get());
                        times.get(i)[round] = (System.nanoTime() - began) / 1e6;
                    }
                }
            }
            // Until what was needed for the start has been given back.
            Thread.sleep(8_000);
            for (var peer : peers) {
                ten.add(Lab.memory(peer.processes()));
            }
            for (var peer : peers) {
                start(bench, peer, "more", MORE);
            }
            Thread.sleep(8_000);
            for (var peer : peers) {
                more.add(Lab.memory(peer.processes()));
            }
        } finally {
            Bench.close(peers);
        }
        var listing = new StringBuilder();
        var weight = new StringBuilder();
        var growth = new StringBuilder();
        for (int i = 0; i < peers.size(); i++) {
            var name = peers.get(i).name();
            var comma = i == 0 ? "" : ", ";
            if (peers.get(i).listing().isPresent()) {
                listing.append(comma).append("%s %.0f ms".formatted(name, Lab.median(times.get(i))));
            }
            weight.append(comma)
                    .append("%s %.1f MB resident, %.1f private"
                            .formatted(
                                    name,
                                    ten.get(i).daemonResident() / 1024.0,
                                    ten.get(i).daemonPrivate() / 1024.0));
            growth.append(comma).append("%s %d kB".formatted(name, perProcess(ten.get(i), more.get(i))));
        }
        var ls = Lab.pairedRatio(times.get(0), times.get(1));
        var resident = (double) ten.get(0).daemonResident() / ten.get(1).daemonResident();
        var own = (double) ten.get(0).daemonPrivate() / ten.get(1).daemonPrivate();
        var each = perProcess(ten.get(0), more.get(0));
        return List.of(
                Line.of("listing of ten apps, to pm2", listing + ": %.2f ×".formatted(ls), "≤ 0.6 ×", ls <= 0.6),
                Line.of(
                        "daemon with ten apps, resident, to pm2",
                        weight + ": %.2f ×".formatted(resident),
                        "≤ 0.9 ×",
                        resident <= 0.9),
                Line.of("the same, private", "%.2f ×".formatted(own), "≤ 1.5 ×", own <= 1.5),
                Line.of(
                        "private memory for each further process, shim included",
                        growth.toString(),
                        "≤ 200 kB",
                        each <= 200));
    }

    private static long perProcess(Lab.Memory before, Lab.Memory after) {
        return (after.allPrivate() - before.allPrivate()) / MORE;
    }

    static void start(Bench bench, Peer peer, String name, int copies) throws IOException, InterruptedException {
        var file = Path.of(bench.work() + "/" + name + "-" + peer.name());
        peer.start(App.of(name, copies, bench.stamp().toString(), file.toString(), "0"));
        Lab.await(
                copies + " copies under " + peer.name(),
                Duration.ofSeconds(60),
                Duration.ofMillis(20),
                () -> Lab.count(file, 's') >= copies);
    }
}
