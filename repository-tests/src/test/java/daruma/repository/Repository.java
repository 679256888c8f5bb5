package daruma.repository;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The checkout that the tests look at, without what builds leave in it. */
final class Repository {
    static final Path ROOT = root();

    private static final Set<String> MADE = Set.of("target", ".git", "node_modules", ".idea", ".vscode");

    private Repository() {}

    /** Every file, in a stable order. */
    static List<Path> files() {
        var files = new ArrayList<Path>();
        try {
            Files.walkFileTree(ROOT, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes attributes) {
                    return MADE.contains(dir.getFileName().toString())
                            ? FileVisitResult.SKIP_SUBTREE
                            : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    // In a work tree of git, `.git` is a file.
                    if (!MADE.contains(file.getFileName().toString())) {
                        files.add(file);
                    }
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException("cannot walk " + ROOT, e);
        }
        files.sort(null);
        return files;
    }

    static List<Path> filesNamed(String suffix) {
        return files().stream().filter(f -> f.toString().endsWith(suffix)).toList();
    }

    /** The text of a file, or empty if it is no UTF-8 text. */
    static Optional<String> text(Path file) {
        try {
            var bytes = ByteBuffer.wrap(Files.readAllBytes(file));
            return Optional.of(StandardCharsets.UTF_8.newDecoder().decode(bytes).toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    static long lines(Path file) {
        return text(file).orElseThrow().lines().count();
    }

    static String name(Path file) {
        return ROOT.relativize(file).toString();
    }

    private static Path root() {
        // Maven runs the tests in the directory of the module.
        for (var dir = Path.of("").toAbsolutePath(); dir != null; dir = dir.getParent()) {
            if (Files.exists(dir.resolve("daruma")) && Files.isDirectory(dir.resolve("repository-tests"))) {
                return dir;
            }
        }
        throw new IllegalStateException("not inside a checkout: " + Path.of("").toAbsolutePath());
    }
}
