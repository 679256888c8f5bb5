package daruma.incidents.gather;

import daruma.process.proc.ProcFs;
import daruma.process.proc.Stat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * The diagnostic report of a Node program that was started with {@code --report-on-signal}. Node writes it from its event
 * loop: one that blocks it writes none.
 *
 * @param directory where the program was told to write reports
 */
record NodeReport(ProcFiles proc, ProcFs procFs, Signals signals, Path directory) {
    private static final int SIGUSR2 = 12;

    /** Whether it was started so, and would not be ended by the signal. */
    boolean canAsk(Stat process) {
        try {
            return proc.program(process.pid()).startsWith("node")
                    && proc.catches(process.pid(), SIGUSR2)
                    && (procFs.variable(process.pid(), "NODE_OPTIONS")
                                    .orElse("")
                                    .contains("--report-on-signal")
                            || proc.command(process.pid()).contains("--report-on-signal"));
        } catch (IOException _) {
            return false;
        }
    }

    /**
     * Asks for it, and waits until it is there or the thread is interrupted.
     *
     * @throws IOException if the program is gone
     */
    String of(Stat process) throws IOException, InterruptedException {
        var before = reports();
        if (!signals.send(process.pid(), process.startTicks(), SIGUSR2)) {
            throw new IOException("the process is gone");
        }
        while (true) {
            TimeUnit.MILLISECONDS.sleep(10);
            for (var file : reports()) {
                if (!before.contains(file) && settled(file)) {
                    var text = Files.readString(file);
                    Files.deleteIfExists(file);
                    return withoutEnvironment(text);
                }
            }
        }
    }

    /** Node has no name for it while it is being written: complete is what ends with the brace it began with. */
    private static boolean settled(Path file) throws IOException {
        FileTime before = Files.getLastModifiedTime(file);
        return Files.size(file) > 0
                && Files.readString(file).stripTrailing().endsWith("}")
                && before.equals(Files.getLastModifiedTime(file));
    }

    private Set<Path> reports() throws IOException {
        var found = new HashSet<Path>();
        if (Files.isDirectory(directory)) {
            try (var files = Files.newDirectoryStream(directory, "report.*.json")) {
                files.forEach(found::add);
            }
        }
        return found;
    }

    /** A report tells the whole environment, secrets included. It is printed with one entry a line. */
    static String withoutEnvironment(String report) {
        List<String> kept = new ArrayList<>();
        String end = null;
        for (var line : report.lines().toList()) {
            if (end != null) {
                if (line.stripTrailing().equals(end) || line.stripTrailing().equals(end + ",")) {
                    end = null;
                }
            } else if (line.strip().startsWith("\"environmentVariables\": {")) {
                end = line.substring(0, line.indexOf('"')) + "}";
            } else {
                kept.add(line);
            }
        }
        return String.join("\n", kept) + "\n";
    }
}
