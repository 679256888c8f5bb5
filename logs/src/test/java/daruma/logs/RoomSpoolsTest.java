package daruma.logs;

import static daruma.logs.LogHome.web;
import static org.assertj.core.api.Assertions.assertThat;

import daruma.process.ProcessRoom;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The log pipeline over the real process room. */
class RoomSpoolsTest {
    @TempDir
    Path directory;

    final ProcessRoom room = ProcessRoom.open();
    LogHome home;

    @BeforeEach
    void open() {
        home = new LogHome(directory);
        var spools = new RoomSpools(room.spools());
        home.signals = spools;
        home.holes = spools;
        home.open();
    }

    @AfterEach
    void close() {
        home.close();
        room.close();
    }

    @Test
    void a_spool_that_appears_later_is_copied_line_by_line() {
        home.attach(web(0, 1));
        var expected = new ArrayList<String>();
        for (int i = 0; i < 20; i++) {
            home.writes(web(0, 1), i % 2 == 0 ? "out" : "err", "line " + i + "\n");
            expected.add("0#1 " + (i % 2 == 0 ? "out" : "err") + "  line " + i);
            home.awaitLines(expected.toArray(String[]::new));
        }
    }

    @Test
    void what_was_copied_is_given_back_to_the_file_system_while_the_app_runs() throws IOException {
        home.attach(web(0, 1));
        home.writes(web(0, 1), "out", "x".repeat(99).concat("\n").repeat(100_000));
        var spool = home.run(web(0, 1)).resolve("out");
        Awaitility.await("the blocks of the spool to be freed")
                .atMost(LogHome.LIMIT)
                .until(() -> blocks(spool) * 512 <= 2 << 20);
        assertThat(Files.readAttributes(spool, BasicFileAttributes.class).size())
                .isEqualTo(10_000_000);
        home.writes(web(0, 1), "out", "the last\n");
        home.finish(web(0, 1));
        assertThat(home.lines()).hasSize(100_001).endsWith("0#1 out  the last");
    }

    private static long blocks(Path file) throws IOException, InterruptedException {
        var stat = new ProcessBuilder("stat", "-c", "%b", file.toString()).start();
        var out = new String(stat.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.US_ASCII);
        stat.waitFor();
        return Long.parseLong(out.strip());
    }
}
