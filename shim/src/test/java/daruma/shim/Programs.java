package daruma.shim;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The tiny C programs of {@code src/test/c}, compiled when a test first asks for them. */
final class Programs {

    private static final Path BUILT = Path.of("target", "test-programs").toAbsolutePath();

    private Programs() {}

    static synchronized String compiled(String name) {
        var binary = BUILT.resolve(name);
        var source = Path.of("src", "test", "c", name + ".c").toAbsolutePath();
        try {
            if (Files.exists(binary)
                    && Files.getLastModifiedTime(binary).compareTo(Files.getLastModifiedTime(source)) > 0) {
                return binary.toString();
            }
            Files.createDirectories(BUILT);
            var cc = new ProcessBuilder("cc", "-O1", "-Wall", "-Werror", "-o", binary.toString(), source.toString());
            if (cc.inheritIO().start().waitFor() != 0) {
                throw new AssertionError("cannot compile " + source);
            }
            return binary.toString();
        } catch (IOException e) {
            return abort("no C compiler for the test program " + name + ": " + e.getMessage());
        } catch (InterruptedException e) {
            throw new UncheckedIOException(new IOException(e));
        }
    }
}
