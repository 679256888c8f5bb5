package daruma.incidents.gather;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What {@code /proc} says of one process, as text for people. Some of these files take a lock of the process's memory, which
 * one that hangs in the kernel may hold: nobody who cannot wait may read them.
 *
 * @param proc {@code /proc}, or what stands in for it
 */
record ProcFiles(Path proc) {
    private static final int MOST_THREADS = 200;
    private static final int MOST_FILES = 500;
    private static final int LONGEST = 256 << 10;

    Path of(long pid) {
        return proc.resolve(Long.toString(pid));
    }

    /** A file below the process's directory. */
    String text(long pid, String name) throws IOException {
        try (var in = Files.newInputStream(of(pid).resolve(name))) {
            return new String(in.readNBytes(LONGEST), StandardCharsets.UTF_8);
        }
    }

    /** A line of {@code /proc/pid/status}: {@code SigCgt}. */
    Optional<String> status(long pid, String key) throws IOException {
        return text(pid, "status")
                .lines()
                .filter(line -> line.startsWith(key + ":"))
                .map(line -> line.substring(key.length() + 1).strip())
                .findFirst();
    }

    /** Whether the program has a handler of its own for the signal; one without is ended by most. */
    boolean catches(long pid, int signal) throws IOException {
        var mask = status(pid, "SigCgt");
        return mask.isPresent() && (Long.parseUnsignedLong(mask.get(), 16) >>> (signal - 1) & 1) == 1;
    }

    /** The name of the file that runs: {@code node}, {@code java}, {@code python3.11}. */
    String program(long pid) throws IOException {
        var name = Files.readSymbolicLink(of(pid).resolve("exe")).getFileName();
        return name == null ? "" : name.toString();
    }

    /** Each thread on a line: number, name, state, and what it waits for in the kernel. */
    String threads(long pid) throws IOException {
        var threads = new StringBuilder("TID\tSTATE\tNAME\tWAITS IN\n");
        int told = 0;
        try (DirectoryStream<Path> tasks = Files.newDirectoryStream(of(pid).resolve("task"))) {
            for (var task : tasks) {
                if (++told > MOST_THREADS) {
                    threads.append("and more\n");
                    break;
                }
                threads.append(thread(task));
            }
        }
        return threads.toString();
    }

    private static String thread(Path task) {
        try {
            var stat = Files.readString(task.resolve("stat"));
            int end = stat.lastIndexOf(')');
            var line = task.getFileName() + "\t" + stat.charAt(end + 2) + "\t"
                    + stat.substring(stat.indexOf('(') + 1, end) + "\t" + small(task.resolve("wchan")) + "\n";
            var stack = small(task.resolve("stack"));
            // What runs or sleeps in user space has nothing to tell; what waits in the kernel for ever has.
            return stat.charAt(end + 2) == 'D' && !stack.isEmpty() ? line + stack.indent(8) : line;
        } catch (IOException | IndexOutOfBoundsException _) {
            return "";
        }
    }

    /** How many descriptors of which kind are open, and what the first of them are. */
    String openFiles(long pid) throws IOException {
        var kinds = new TreeMap<String, Integer>();
        var each = new StringBuilder();
        int told = 0;
        int all = 0;
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(of(pid).resolve("fd"))) {
            for (var descriptor : descriptors) {
                String target;
                try {
                    target = Files.readSymbolicLink(descriptor).toString();
                } catch (IOException _) {
                    continue; // Closed meanwhile.
                }
                all++;
                kinds.merge(target.startsWith("/") ? "file" : target.replaceFirst(":.*", ""), 1, Integer::sum);
                if (told++ < MOST_FILES) {
                    each.append(descriptor.getFileName())
                            .append('\t')
                            .append(target)
                            .append('\n');
                }
            }
        }
        return all + " open: " + kinds + "\n" + each;
    }

    /** What the memory controller of its cgroup counted: tells whether the kernel killed for memory. */
    String memoryEvents(long pid, Path cgroups) throws IOException {
        var found = new StringBuilder();
        for (var line : text(pid, "cgroup").lines().toList()) {
            var parts = line.split(":", 3);
            if (parts.length == 3
                    && (parts[1].isEmpty() || List.of(parts[1].split(",")).contains("memory"))) {
                var group = parts[2].replaceFirst("^/", "");
                var directory = parts[1].isEmpty()
                        ? cgroups.resolve(group)
                        : cgroups.resolve("memory").resolve(group);
                for (var name : List.of(
                        "memory.events",
                        "memory.current",
                        "memory.max",
                        "memory.peak",
                        "memory.oom_control",
                        "memory.usage_in_bytes",
                        "memory.limit_in_bytes",
                        "memory.failcnt")) {
                    var value = small(directory.resolve(name));
                    if (!value.isEmpty()) {
                        found.append(name).append(":\n").append(value.indent(2));
                    }
                }
            }
        }
        return found.toString();
    }

    /** The words of its command line. */
    List<String> command(long pid) throws IOException {
        var words = new ArrayList<String>();
        for (var word : text(pid, "cmdline").split("\0", -1)) {
            words.add(word);
        }
        return words;
    }

    private static String small(Path file) {
        try (var in = Files.newInputStream(file)) {
            return new String(in.readNBytes(16 << 10), StandardCharsets.UTF_8).strip();
        } catch (IOException _) {
            return "";
        }
    }
}
