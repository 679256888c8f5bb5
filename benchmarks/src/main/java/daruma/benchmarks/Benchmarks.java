package daruma.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Measures what is named, or all; prints the table; writes it to {@code docs/benchmarks.md} if all was measured. */
public final class Benchmarks {
    /** One measurement. */
    private interface Measurement {
        List<Line> measure(Bench bench) throws IOException, InterruptedException;
    }

    private Benchmarks() {}

    private static Map<String, Measurement> all() {
        var all = new LinkedHashMap<String, Measurement>();
        all.put("respawn", Respawn::measure);
        all.put("node", NodeAnswers::measure);
        all.put("footprint", Footprint::measure);
        all.put("many", ManyProcesses::measure);
        all.put("logs", LogThroughput::measure);
        all.put("balancer", Balancers::measure);
        return all;
    }

    /** Takes the root of the checkout, then the names of measurements. */
    public static void main(String[] args) throws IOException, InterruptedException {
        var bench = Bench.of(Path.of(args[0]).toRealPath());
        var asked = List.of(args).subList(1, args.length);
        var lines = new ArrayList<Line>();
        for (var measurement : all().entrySet()) {
            if (asked.isEmpty() || asked.contains(measurement.getKey())) {
                System.err.println("measuring: " + measurement.getKey());
                try {
                    lines.addAll(measurement.getValue().measure(bench));
                } catch (IOException e) {
                    lines.add(Line.of(measurement.getKey(), "not measured: " + e.getMessage(), "", false));
                }
            }
        }
        lines.sort(Comparator.comparing(l -> l.met().map(m -> m ? 2 : 0).orElse(1)));
        var table = lines.stream().map(Line::markdown).collect(Collectors.joining("\n"));
        System.out.println(table);
        if (asked.isEmpty()) {
            Files.writeString(bench.root().resolve("docs/benchmarks.md"), page(table));
        }
        Lab.delete(bench.work());
    }

    private static String page(String table) throws IOException {
        var load = Files.readString(Path.of("/proc/loadavg")).split(" ", -1)[0];
        return """
                # Numbers

                Written by `benchmarks/run` on %s: Linux %s, %d processors, Java %s, load at the end %s. All of a line's
                measurements come from one run in which everybody takes turns; a ratio is the median of the ratios of the
                single turns. Absolute values are those of one machine: read the ratios. Missed bars come first.

                | What | Measured | Bar | |
                |---|---|---|---|
                %s

                Everybody is set to restart at once and for ever. The C limit is `vfork` and `waitpid` in a loop
                (`benchmarks/src/main/c/keep.c`). Peers: pm2 from npm, the others from Debian.
                """.formatted(
                        LocalDate.now(ZoneOffset.UTC),
                        System.getProperty("os.version"),
                        Runtime.getRuntime().availableProcessors(),
                        Runtime.version(),
                        load,
                        table);
    }
}
