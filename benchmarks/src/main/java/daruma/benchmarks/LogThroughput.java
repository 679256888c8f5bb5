package daruma.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A million lines of 100 bytes from a program's stdout into its log, counted there. */
final class LogThroughput {
    private static final int LINES = 1_000_000;
    private static final int ROUNDS = 3;

    private LogThroughput() {}

    static List<Line> measure(Bench bench) throws IOException, InterruptedException {
        var peers = List.<Peer>of(bench.daruma("lo"), bench.pm2("lo"), bench.supervisord("lo"));
        var seconds = peers.stream().map(_ -> new double[ROUNDS]).toList();
        var cpu = peers.stream().map(_ -> new double[ROUNDS]).toList();
        var fewest = new long[] {LINES, LINES, LINES};
        try {
            for (var peer : peers) {
                peer.begin();
            }
            for (int round = 0; round < ROUNDS; round++) {
                for (int i = 0; i < peers.size(); i++) {
                    var peer = peers.get(i);
                    var log = bench.work().resolve("flood-" + peer.name() + round);
                    var app = App.of(
                                    "flood" + round,
                                    1,
                                    bench.root().resolve("examples/floods.sh").toString())
                            .loggingTo(log);
                    var command = peer.prepare(app);
                    var before = Lab.cpu(List.of(peer.processes().getFirst()));
                    var began = System.nanoTime();
                    Lab.run(command);
                    Lab.await(
                            peer.name() + " has the last line",
                            Duration.ofSeconds(60),
                            Duration.ofMillis(5),
                            () -> ends(peer.logFiles(app)));
                    seconds.get(i)[round] = (System.nanoTime() - began) / 1e9;
                    cpu.get(i)[round] = Lab.cpu(List.of(peer.processes().getFirst())) - before;
                    fewest[i] = Math.min(fewest[i], count(peer.logFiles(app)));
                    peer.end(app);
                }
            }
        } finally {
            Bench.close(peers);
        }
        var text = new StringBuilder();
        for (int i = 0; i < peers.size(); i++) {
            text.append(i == 0 ? "" : ", ")
                    .append("%s %.2f s, %.2f s CPU, %d lines"
                            .formatted(
                                    peers.get(i).name(),
                                    Lab.median(seconds.get(i)),
                                    Lab.median(cpu.get(i)),
                                    fewest[i]));
        }
        var time = Lab.pairedRatio(seconds.get(0), seconds.get(1));
        var work = Lab.pairedRatio(cpu.get(0), cpu.get(1));
        var lines = new ArrayList<Line>();
        lines.add(Line.of(
                "a million lines of output in the log, start of the app included, time to pm2",
                text + ": %.2f ×".formatted(time),
                "≤ 0.7 ×",
                time <= 0.7));
        lines.add(Line.of("the same, CPU of the daemon to pm2", "%.2f ×".formatted(work), "≤ 0.7 ×", work <= 0.7));
        lines.add(Line.of("lines that arrived", fewest[0] + " of " + LINES, "all", fewest[0] == LINES));
        return lines;
    }

    /** Whether one of the files ends with the line that the program writes last. */
    private static boolean ends(List<Path> files) throws IOException {
        for (var file : files) {
            if (!Files.exists(file)) {
                continue;
            }
            try (var channel = Files.newByteChannel(file)) {
                var tail = java.nio.ByteBuffer.allocate(400);
                channel.position(Math.max(0, channel.size() - 400));
                while (tail.hasRemaining() && channel.read(tail) > 0) {
                    // more of the tail
                }
                if (new String(tail.array(), java.nio.charset.StandardCharsets.ISO_8859_1)
                        .contains("written " + LINES)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static long count(List<Path> files) throws IOException {
        long count = 0;
        for (var file : files) {
            try (var lines = Files.lines(file, java.nio.charset.StandardCharsets.ISO_8859_1)) {
                count += lines.filter(l -> l.endsWith("xxxxxxxx")).count();
            }
        }
        return count;
    }
}
