package daruma.incidents.gather;

import daruma.incidents.Findings;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The files that a dying program writes: crash reports, the {@code hs_err} file of a JVM, reports of Node, a core, a heap.
 *
 * @param reports the directory that the program was told to write reports into; emptied by looking
 * @param cwd where the program worked
 * @param corePattern {@code /proc/sys/kernel/core_pattern}
 */
record LeftBehind(Path reports, Path cwd, String corePattern) {
    private static final int LONGEST = 1 << 20;
    private static final int MOST = 10;
    /** Clocks of file systems are coarse. */
    private static final Duration COARSE = Duration.ofSeconds(2);

    /** What is in the directory of reports. What is small text is moved into the evidence, what is not stays and is told. */
    List<Findings.Part> reported() throws IOException {
        var parts = new ArrayList<Findings.Part>();
        Optional<Path> heap = Optional.empty();
        for (var file : newestFirst(reports, "*")) {
            var name = name(file);
            var text = Files.size(file) <= LONGEST ? text(file) : Optional.<String>empty();
            if (text.isPresent()) {
                if (parts.size() < MOST) {
                    parts.add(new Findings.Part(
                            partName("report-" + name),
                            name.startsWith("report.") ? NodeReport.withoutEnvironment(text.get()) : text.get()));
                }
                Files.deleteIfExists(file);
            } else if (heap.isEmpty()) {
                heap = Optional.of(file);
                parts.add(new Findings.Part("heap", file + "\n" + Files.size(file) + " bytes\n"));
            } else {
                // Each is as large as the program was: the newest is enough to find a leak.
                Files.deleteIfExists(file);
            }
        }
        return parts;
    }

    /** The error file of a JVM that crashed within this time. */
    List<Findings.Part> errorFileOfJvm(Instant from, Instant until) throws IOException {
        for (var file : newestFirst(cwd, "hs_err_pid*.log")) {
            if (within(file, from, until)) {
                return List.of(new Findings.Part("hs-err", text(file).orElse(file + "\n")));
            }
        }
        return List.of();
    }

    /** Where the core of a program is that dumped one within this time. */
    String core(Instant from, Instant until) throws IOException {
        if (corePattern.startsWith("|")) {
            return "the kernel handed it to: " + corePattern.substring(1)
                    + (corePattern.contains("systemd-coredump") ? "\nsee: coredumpctl list" : "") + "\n";
        }
        var pattern = cwd.resolve(corePattern);
        var beginning = name(pattern).replaceFirst("%.*", "");
        var directory = pattern.getParent();
        if (directory != null) {
            for (var file : newestFirst(directory, "*")) {
                if (name(file).startsWith(beginning) && within(file, from, until)) {
                    return file + "\n" + Files.size(file) + " bytes\n";
                }
            }
        }
        return "the kernel says that a core was written, but " + pattern + " is not there\n";
    }

    private static boolean within(Path file, Instant from, Instant until) throws IOException {
        var at = Files.getLastModifiedTime(file).toInstant();
        return at.isAfter(from.minus(COARSE)) && at.isBefore(until.plus(COARSE));
    }

    private static List<Path> newestFirst(Path directory, String glob) throws IOException {
        record Dated(Path file, Instant at) {}
        var found = new ArrayList<Dated>();
        if (Files.isDirectory(directory)) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, glob)) {
                for (var file : files) {
                    if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                        found.add(
                                new Dated(file, Files.getLastModifiedTime(file).toInstant()));
                    }
                }
            }
        }
        found.sort((a, b) -> b.at.compareTo(a.at));
        return found.stream().map(Dated::file).toList();
    }

    private static Optional<String> text(Path file) throws IOException {
        try (var in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(in.readNBytes(LONGEST)))
                    .toString());
        } catch (CharacterCodingException _) {
            return Optional.empty();
        }
    }

    private static String name(Path file) {
        var name = file.getFileName();
        return name == null ? "" : name.toString();
    }

    private static String partName(String text) {
        var safe = text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9.-]+", "-");
        return safe.length() > 100 ? safe.substring(0, 100) : safe;
    }
}
