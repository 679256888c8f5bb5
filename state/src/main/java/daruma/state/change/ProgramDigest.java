package daruma.state.change;

import daruma.model.AppSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Tells whether a program has changed since it was declared: SHA-256 over the files that the command names, which are its
 * script or jar, or the binary itself. Of a program that is a folder it is the script alone: what that loads is not looked at.
 */
public final class ProgramDigest {
    /** What is larger is not read: a digest must not take longer than a start. */
    private static final long MOST_BYTES = 256L << 20;

    private static final int BLOCK = 1 << 20;

    private ProgramDigest() {}

    /** In hexadecimal digits; empty if no file is named, or they cannot be read, or are too large. Reads them: may block. */
    public static Optional<String> of(AppSpec spec) {
        var files = files(spec);
        if (files.isEmpty()) {
            return Optional.empty();
        }
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            var left = MOST_BYTES;
            for (var file : files) {
                left -= Files.size(file);
                if (left < 0) {
                    return Optional.empty();
                }
            }
            for (var file : files) {
                read(file, digest);
            }
            return Optional.of(HexFormat.of().formatHex(digest.digest()));
        } catch (IOException _) {
            return Optional.empty(); // the checks before a start say what is wrong with a file
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static void read(Path file, MessageDigest digest) throws IOException {
        var left = MOST_BYTES;
        try (var in = Files.newInputStream(file)) {
            var block = new byte[BLOCK];
            for (var count = in.read(block); count >= 0 && left > 0; count = in.read(block)) {
                digest.update(block, 0, count);
                left -= count;
            }
        }
    }

    private static Set<Path> files(AppSpec spec) {
        var command = spec.command();
        var files = new TreeSet<Path>();
        command.script().filter(Files::isRegularFile).ifPresent(files::add);
        var program = command.argv().getFirst();
        if (files.isEmpty() && program.contains("/")) {
            add(command.cwd().resolve(program), files);
        }
        command.argv().stream()
                .filter(word -> word.endsWith(".jar"))
                .forEach(word -> add(command.cwd().resolve(word), files));
        return files;
    }

    private static void add(Path file, Set<Path> files) {
        if (Files.isRegularFile(file)) {
            files.add(file.normalize());
        }
    }
}
