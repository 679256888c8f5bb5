package daruma.shim;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * The C shim is read in one sitting.
 *
 * <p>400 lines were the plan. Of the rest, about 70 are the price of doing without a libc (its start alone would take longer
 * than the shim's whole work), and about 70 are the holder's sockets and restarts.
 */
class SizeTest {

    @Test
    void the_c_shim_stays_below_600_lines_of_code() throws IOException {
        var lines = 0L;
        try (var sources = Files.list(Path.of("src", "main", "c"))) {
            for (var source : sources.toList()) {
                var code = Files.readString(source).replaceAll("(?s)/\\*.*?\\*/", "");
                lines += code.lines().filter(line -> !line.isBlank()).count();
                assertThat(code.lines())
                        .as("%s: lines of a readable length", source)
                        .allMatch(line -> line.length() <= 120);
            }
        }
        assertThat(lines).as("lines that are neither blank nor comment").isLessThan(600);
    }
}
