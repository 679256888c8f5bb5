package daruma.shim;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The C programs are read in one sitting each. Counted are the lines that are neither blank nor comment, of every file that is
 * there: the shim has {@code program/}, {@code shim/} and its main file, all that is about a supervised program; the holder
 * has {@code program/}, too, and adds {@code holder/}; what a C library would do for other programs is in {@code runtime/}.
 */
class SizeTest {

    private static final Path SOURCES = Path.of("src", "main", "c");

    @Test
    void the_c_shim_stays_below_400_lines() {
        assertThat(code("daruma-shim.c", "program", "shim")).isLessThan(400);
    }

    @Test
    void what_replaces_the_c_library_stays_below_180_lines() {
        assertThat(code("runtime")).isLessThan(180);
    }

    @Test
    void what_the_holder_adds_stays_below_350_lines() {
        assertThat(code("daruma-holder.c", "holder")).isLessThan(350);
    }

    @Test
    void every_source_is_counted_and_every_line_is_of_a_readable_length() {
        assertThat(code("daruma-shim.c", "program", "shim", "runtime", "daruma-holder.c", "holder"))
                .isEqualTo(code(""));
        assertThat(sources(SOURCES).flatMap(SizeTest::lines).filter(line -> line.length() > 120))
                .isEmpty();
    }

    private static Stream<String> lines(Path source) {
        try {
            return Files.readAllLines(source).stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long code(String... places) {
        return Stream.of(places)
                .flatMap(place -> sources(SOURCES.resolve(place)))
                .mapToLong(SizeTest::codeLines)
                .sum();
    }

    private static long codeLines(Path source) {
        try {
            var code = Files.readString(source).replaceAll("(?s)/\\*.*?\\*/", "");
            return code.lines().filter(line -> !line.isBlank()).count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<Path> sources(Path place) {
        try (var files = Files.walk(place)) {
            return files.filter(Files::isRegularFile).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
