package daruma.cli.command;

import daruma.model.ProcessId;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** More output than a spool may hold, written where the program itself writes. */
final class Flood {
    private static final String LINE = "drill: a line of a flood that nobody reads, " + "x".repeat(55) + "\n";
    /** File systems count in blocks, and what is written during the last look is not punched yet. */
    private static final long SLACK = 4 << 20;

    private final Path spool;
    private final long holds;
    private long written;

    /** @param holds how many bytes the spool may hold */
    Flood(Path spool, long holds) {
        this.spool = spool;
        this.holds = holds;
    }

    /** The file that is the standard output of a program; empty if it is something else, or somebody else's. */
    static Optional<Path> spoolOf(ProcessId process) {
        try {
            var target = Files.readSymbolicLink(Path.of("/proc", Long.toString(process.pid()), "fd", "1"));
            return target.endsWith("out") && Files.isRegularFile(target) && Files.isWritable(target)
                    ? Optional.of(target)
                    : Optional.empty();
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    /** An eighth more than it may hold. */
    void write() throws IOException {
        var line = LINE.getBytes(StandardCharsets.US_ASCII);
        try (var out = new BufferedOutputStream(Files.newOutputStream(spool, StandardOpenOption.APPEND), 1 << 16)) {
            for (long left = holds + holds / 8; left > 0; left -= line.length) {
                out.write(line);
                written += line.length;
            }
        }
    }

    long written() {
        return written;
    }

    boolean isBounded() {
        return diskBytes() <= holds + SLACK;
    }

    /** What was copied is punched out. */
    boolean isCopied() {
        return diskBytes() <= SLACK;
    }

    /** What it takes on the disk; Java tells only how long it is. */
    long diskBytes() {
        try {
            var stat = new ProcessBuilder("stat", "-c", "%b %B", spool.toString())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            var words = new String(stat.getInputStream().readAllBytes(), StandardCharsets.US_ASCII)
                    .strip()
                    .split(" ", -1);
            return words.length == 2 ? Long.parseLong(words[0]) * Long.parseLong(words[1]) : 0;
        } catch (IOException | NumberFormatException _) {
            return 0;
        }
    }
}
