package daruma.logs;

import daruma.model.AppName;
import daruma.model.Incarnation;
import daruma.model.InstanceId;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * Measures: 1 000 000 lines of 100 bytes from a spool into the app's log. Not a test; {@code main} prints time and CPU of
 * each round, without the writing of the spool.
 */
public final class LogThroughput {
    private static final int LINES = 1_000_000;

    private LogThroughput() {}

    /** @param args a directory to work in; how many rounds */
    public static void main(String[] args) throws Exception {
        var directory = Path.of(args[0]);
        int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 5;
        var threads = ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class);
        var home = new LogHome(Files.createTempDirectory(directory, "log")).open();
        for (int round = 1; round <= rounds; round++) {
            var incarnation = new Incarnation(new InstanceId(new AppName("web"), 0), round);
            fill(home.run(incarnation).resolve("out"));
            long cpu = threads.getProcessCpuTime();
            long start = System.nanoTime();
            home.attach(incarnation);
            home.logs.finished(incarnation).get(60, TimeUnit.SECONDS);
            long took = System.nanoTime() - start;
            System.out.printf(
                    "round %d: %.3f s, cpu %.3f s, %,d lines/s%n",
                    round, took / 1e9, (threads.getProcessCpuTime() - cpu) / 1e9, (long) (LINES / (took / 1e9)));
        }
        home.close();
    }

    private static void fill(Path spool) throws IOException {
        var lines = new byte[100 * 1_000];
        for (int i = 0; i < 1_000; i++) {
            Arrays.fill(lines, i * 100, i * 100 + 99, (byte) ('a' + i % 26));
            lines[i * 100 + 99] = '\n';
        }
        try (var out = Files.newOutputStream(spool)) {
            for (int i = 0; i < LINES / 1_000; i++) {
                out.write(lines);
            }
        }
    }
}
