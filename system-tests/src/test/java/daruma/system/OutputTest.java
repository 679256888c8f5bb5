package daruma.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** F20: programs that write more than anybody reads. */
class OutputTest {
    @Test
    void f20_no_line_of_a_flood_is_lost_and_the_daemon_stays_small() throws Exception {
        int lines = 100_000 * Math.min(10, DarumaHome.TIMES);
        try (var home = DarumaHome.create()) {
            home.ok("start", home.programs().sleeps("quiet").toString());
            home.ok("ls");
            long before = Processes.residentBytes(home.daemonPid());
            var flood = home.programs().floods("flood", lines);
            home.ok("start", flood.toString());
            home.until(
                    "the flood to be over: a program never waits for us", () -> Files.exists(Path.of(flood + ".done")));
            home.until(
                    "its last line",
                    () -> home.ok("logs", "flood", "-n", "5", "--out").out().contains("written"));

            var numbers = home.ok("logs", "flood", "-n", Integer.toString(lines + 10), "-o", "json")
                    .out()
                    .lines()
                    .filter(line -> line.contains("\"message\":\"0") || line.contains("\"message\": \"0"))
                    .map(line -> line.replaceAll(".*\"message\": ?\"(\\d{10}) .*", "$1"))
                    .mapToInt(Integer::parseInt)
                    .toArray();
            assertThat(numbers).hasSize(lines);
            for (int i = 0; i < lines; i++) {
                assertThat(numbers[i]).isEqualTo(i + 1);
            }
            long growth = Processes.residentBytes(home.daemonPid()) - before;
            System.out.println("F20: " + lines + " lines, the daemon grew by " + growth / 1024 + " KiB");
            assertThat(growth).isLessThan(40L << 20);
        }
    }

    @Test
    void f20_a_giant_line_nuls_and_bytes_that_are_no_text_are_taken_as_they_are() {
        try (var home = DarumaHome.create()) {
            home.ok(
                    "start",
                    home.programs().writesGiantLine("giant", 20_000_000).toString());
            home.until(
                    "the line after it",
                    () -> home.ok("logs", "giant", "-n", "1", "--out").out().contains("end"));
            assertThat(home.app("giant").ready()).isEqualTo(1);
        }
    }
}
