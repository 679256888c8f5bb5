package daruma.repository;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What is meant to stay small is counted. */
class SizeTest {
    private static final Pattern COMMENT = Pattern.compile("(?s)/\\*.*?\\*/");

    /** As the design asks: what grows beyond it is a room of its own, as the logs are. */
    @Test
    void the_daemon_has_fewer_than_4000_lines_of_code() {
        var code = below("daemon/src/main/java", ".java").stream()
                .flatMap(f -> COMMENT.matcher(Repository.text(f).orElseThrow())
                        .replaceAll("")
                        .lines())
                .map(String::strip)
                .filter(l ->
                        !l.isEmpty() && !l.startsWith("//") && !l.startsWith("import ") && !l.startsWith("package "))
                .count();
        assertThat(code).isBetween(1L, 3_999L);
    }

    /** Comments included; the shim's own test counts the code of each of its parts. */
    @Test
    void the_shim_and_the_holder_in_c_have_fewer_than_1200_lines() {
        var shim = new ArrayList<>(below("shim/src/main", ".c"));
        shim.addAll(below("shim/src/main", ".h"));
        assertThat(lines(shim)).isBetween(1L, 1_199L);
    }

    private static List<Path> below(String directory, String suffix) {
        return Repository.filesNamed(suffix).stream()
                .filter(f -> f.startsWith(Repository.ROOT.resolve(directory)))
                .toList();
    }

    private static long lines(List<Path> files) {
        return files.stream().mapToLong(Repository::lines).sum();
    }
}
