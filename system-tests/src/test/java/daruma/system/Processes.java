package daruma.system;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What the kernel tells of processes, and signals to them. */
final class Processes {
    private Processes() {}

    /** Whether it runs; one that has ended and was not waited for does not. */
    static boolean isAlive(long pid) {
        var state = stat(pid, 3);
        return !state.isEmpty() && !state.equals("Z") && !state.equals("X");
    }

    /** 0 if there is no such process. */
    static long parentOf(long pid) {
        var parent = stat(pid, 4);
        return parent.isEmpty() ? 0 : Long.parseLong(parent);
    }

    static List<Long> childrenOf(long pid) {
        return all().stream().filter(each -> parentOf(each) == pid).toList();
    }

    static String commandLine(long pid) {
        return read(pid, "cmdline").replace('\0', ' ').strip();
    }

    /** Pids of processes that have this in their environment. */
    static List<Long> withEnvironment(String variable, String value) {
        return all().stream()
                .filter(pid -> hasEnvironment(pid, variable, value) && isAlive(pid))
                .toList();
    }

    static boolean hasEnvironment(long pid, String variable, String value) {
        return ('\0' + read(pid, "environ") + '\0').contains('\0' + variable + '=' + value + '\0');
    }

    /** Pids of live processes with this in their command line. */
    static List<Long> withCommandLine(String part) {
        return all().stream()
                .filter(pid -> commandLine(pid).contains(part) && isAlive(pid))
                .toList();
    }

    /** The soft limit of how many processes its user may have, for this one to start another: a number or {@code unlimited}. */
    static String mayHaveProcesses(long pid) {
        return read(pid, "limits")
                .lines()
                .filter(line -> line.startsWith("Max processes"))
                .map(line -> line.substring("Max processes".length()).strip().split("\\s+")[0])
                .findFirst()
                .orElseThrow(() -> new AssertionError("pid " + pid + " is gone"));
    }

    /** Whether it was stopped by a signal. */
    static boolean isStopped(long pid) {
        return stat(pid, 3).equals("T");
    }

    /** Time that it has run on a processor so far, in clock ticks: hundredths of a second. */
    static long cpuTicks(long pid) {
        return Long.parseLong(stat(pid, 14)) + Long.parseLong(stat(pid, 15));
    }

    /** Seconds since the machine was booted. */
    static double uptime() {
        try {
            return Double.parseDouble(Files.readString(Path.of("/proc/uptime")).split(" ")[0]);
        } catch (IOException e) {
            throw new IllegalStateException("cannot read /proc/uptime", e);
        }
    }

    /** Resident memory in bytes. */
    static long residentBytes(long pid) {
        return read(pid, "status")
                .lines()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                .findFirst()
                .orElse(0);
    }

    /** Signals one process that is known to be of this test. */
    static void signal(long pid, String name) {
        try {
            new ProcessBuilder("kill", "-" + name, Long.toString(pid))
                    .redirectErrorStream(true)
                    .start()
                    .waitFor();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException("cannot signal " + pid, e);
        }
    }

    private static List<Long> all() {
        var pids = new ArrayList<Long>();
        try (var entries = Files.newDirectoryStream(Path.of("/proc"), "[1-9]*")) {
            entries.forEach(entry -> pids.add(Long.parseLong(entry.getFileName().toString())));
        } catch (IOException e) {
            throw new IllegalStateException("cannot list /proc", e);
        }
        return pids;
    }

    /** A field of {@code /proc/pid/stat}, counted as in proc(5); empty if the process is gone. */
    private static String stat(long pid, int field) {
        var stat = read(pid, "stat");
        int name = stat.lastIndexOf(')');
        return name < 0 ? "" : stat.substring(name + 2).split(" ", -1)[field - 3];
    }

    private static String read(long pid, String file) {
        try {
            return new String(
                    Files.readAllBytes(Path.of("/proc", Long.toString(pid), file)), StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException e) {
            return "";
        } catch (IOException e) {
            // ESRCH: it ended while we read.
            return "";
        }
    }
}
