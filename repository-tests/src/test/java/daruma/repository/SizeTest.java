package daruma.repository;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is meant to stay small is counted, comments and all. */
class SizeTest {
    @Test
    void the_daemon_has_fewer_than_4000_lines() {
        assertThat(lines(below("daemon/src/main/java", ".java"))).isBetween(1L, 3_999L);
    }

    @Test
    void the_shim_in_c_has_fewer_than_400_lines() {
        assertThat(lines(below("shim/src/main", ".c"))).isBetween(1L, 399L);
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
