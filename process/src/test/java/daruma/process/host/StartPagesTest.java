package daruma.process.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
class StartPagesTest {
    @Test
    void what_the_jvm_read_at_its_start_is_let_go_and_it_lives_on() throws Exception {
        long before = residentOfTheLibrary();
        assertThat(before).isPositive();
        assertThat(StartPages.release()).isPositive();
        assertThat(residentOfTheLibrary()).isLessThan(before);
        // Interpreter, compiler and collector are in what was let go.
        System.gc();
        assertThat(String.join(",", java.util.Collections.nCopies(1_000, "eight")))
                .hasSize(5_999);
    }

    private static long residentOfTheLibrary() throws Exception {
        long resident = 0;
        boolean library = false;
        for (var line : Files.readAllLines(Path.of("/proc/self/smaps"))) {
            if (line.contains(" r-xp ")) {
                library = line.endsWith("/libjvm.so");
            } else if (library && line.startsWith("Rss:")) {
                resident += Long.parseLong(line.replaceAll("\\D", ""));
                library = false;
            }
        }
        return resident;
    }
}
