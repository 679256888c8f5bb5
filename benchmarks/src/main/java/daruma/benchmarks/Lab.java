package daruma.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** Commands, readings of {@code /proc}, statistics. */
final class Lab {
    private static final double TICKS_PER_SECOND = 100;

    private Lab() {}

    /** Runs a command to its end, without its output. */
    static void run(List<String> command) throws IOException, InterruptedException {
        run(command, Map.of());
    }

    static void run(List<String> command, Map<String, String> environment) throws IOException, InterruptedException {
        var log = Files.createTempFile("benchmark", ".log");
        var process = spawn(command, environment, log);
        if (!process.waitFor(120, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IOException("not ended after 120 s: " + command);
        }
        if (process.exitValue() != 0) {
            throw new IOException("exit " + process.exitValue() + " of " + command + ": " + Files.readString(log));
        }
        Files.delete(log);
    }

    static Process spawn(List<String> command, Map<String, String> environment, Path log) throws IOException {
        var builder = new ProcessBuilder(command)
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().putAll(environment);
        return builder.start();
    }

    /** {@code env K=V… COMMAND}, so that a command carries its environment. */
    static List<String> with(Map<String, String> environment, String... command) {
        var line = new ArrayList<String>(List.of("env"));
        environment.forEach((k, v) -> line.add(k + "=" + v));
        line.addAll(Arrays.asList(command));
        return line;
    }

    /** A question that is asked until it is true. */
    interface Fact {
        boolean holds() throws IOException;
    }

    /** Waits for a fact, looking every {@code step}; says what was missing if it takes more than {@code limit}. */
    static void await(String what, Duration limit, Duration step, Fact fact) throws IOException {
        var end = System.nanoTime() + limit.toNanos();
        while (!fact.holds()) {
            if (System.nanoTime() > end) {
                throw new IOException("still not so after " + limit.toSeconds() + " s: " + what);
            }
            LockSupport.parkNanos(step.toNanos());
        }
    }

    static double[] stamps(Path file, char kind) throws IOException {
        if (!Files.exists(file)) {
            return new double[0];
        }
        try (var lines = Files.lines(file)) {
            return lines.filter(l -> l.length() > 2 && l.charAt(0) == kind)
                    .mapToDouble(l -> Double.parseDouble(l.substring(2)))
                    .toArray();
        }
    }

    static long count(Path file, char kind) throws IOException {
        return stamps(file, kind).length;
    }

    static double median(double... values) {
        var sorted = values.clone();
        Arrays.sort(sorted);
        int n = sorted.length;
        if (n == 0) {
            return Double.NaN;
        }
        return n % 2 == 1 ? sorted[n / 2] : (sorted[n / 2 - 1] + sorted[n / 2]) / 2;
    }

    /** The median of a[i] / b[i]. */
    static double pairedRatio(double[] a, double[] b) {
        var ratios = new double[Math.min(a.length, b.length)];
        for (int i = 0; i < ratios.length; i++) {
            ratios[i] = a[i] / b[i];
        }
        return median(ratios);
    }

    /** Memory in kB: resident of the first process, and private (written to, and so in memory for nobody else) of it and of all. */
    record Memory(long daemonResident, long daemonPrivate, long allPrivate) {}

    static Memory memory(List<Long> pids) throws IOException {
        long all = 0;
        for (var pid : pids) {
            all += smaps(pid, "Private_Dirty");
        }
        var daemon = pids.getFirst();
        return new Memory(smaps(daemon, "Rss"), smaps(daemon, "Private_Dirty"), all);
    }

    private static long smaps(long pid, String key) throws IOException {
        for (var line : Files.readAllLines(Path.of("/proc/" + pid + "/smaps_rollup"))) {
            if (line.startsWith(key + ":")) {
                return Long.parseLong(line.replaceAll("\\D", ""));
            }
        }
        return 0;
    }

    /** CPU time of all these processes, in seconds. */
    static double cpu(List<Long> pids) throws IOException {
        double ticks = 0;
        for (var pid : pids) {
            var stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            ticks += Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
        }
        return ticks / TICKS_PER_SECOND;
    }

    /** Children of a process, by the kernel's name of their program; empty name: any. */
    static List<Long> children(long parent, String name) throws IOException {
        var found = new ArrayList<Long>();
        try (Stream<ProcessHandle> children = ProcessHandle.of(parent).stream().flatMap(ProcessHandle::children)) {
            for (var child : children.toList()) {
                var comm = Path.of("/proc/" + child.pid() + "/comm");
                if (Files.exists(comm)
                        && (name.isEmpty() || Files.readString(comm).strip().equals(name))) {
                    found.add(child.pid());
                }
            }
        }
        return found;
    }

    static void delete(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        try (var files = Files.walk(directory)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
