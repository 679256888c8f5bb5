package daruma.probes.check;

import static org.assertj.core.api.Assertions.assertThat;

import daruma.probes.time.Deadline;
import daruma.process.ProcessRoom;
import daruma.process.launch.Shim;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExecCheckTest {
    private static final Duration LONG = Duration.ofSeconds(10);

    @TempDir
    Path directory;

    private final ProcessRoom room = ProcessRoom.open();

    @AfterEach
    void closeRoom() {
        room.close();
    }

    @Test
    void a_command_that_ends_with_0_is_good() {
        assertThat(check(LONG, "true")).isEqualTo(new Outcome.Passed("\"true\" ended with 0"));
    }

    @Test
    void any_other_end_fails_with_the_last_line_that_it_said() {
        assertThat(check(LONG, "sh", "-c", "echo first; echo the disk is full >&2; exit 3")
                        .what())
                .endsWith("ended: exit code 3, \"the disk is full\"");
        assertThat(check(LONG, "sh", "-c", "kill -9 $$").what()).contains("SIGKILL");
    }

    @Test
    void it_runs_in_the_place_of_the_program() {
        assertThat(check(LONG, "sh", "-c", "test \"$PWD/$COLOR\" = \"" + directory + "/red\""))
                .isInstanceOf(Outcome.Passed.class);
    }

    @Test
    void a_command_that_does_not_exist_says_nothing_about_the_program() {
        var outcome = check(LONG, "/no/such/command");
        assertThat(outcome).isInstanceOf(Outcome.Broken.class);
        assertThat(outcome.what()).startsWith("cannot run \"/no/such/command\": ");
    }

    @Test
    void at_the_timeout_its_whole_tree_is_ended() throws IOException {
        var pids = directory.resolve("pids");
        var outcome = check(
                Duration.ofMillis(700),
                "sh",
                "-c",
                "sleep 300 & echo $! > pids; setsid sleep 300 & echo $! >> pids; trap '' TERM; wait; sleep 300");
        assertThat(outcome).isInstanceOf(Outcome.Failed.class);
        assertThat(outcome.what()).endsWith("did not end within 700ms");
        assertThat(Files.readAllLines(pids))
                .hasSize(2)
                .allSatisfy(pid -> assertThat(
                                room.procFs().stat(Integer.parseInt(pid)).filter(stat -> stat.alive()))
                        .as("process %s of the command", pid)
                        .isEmpty());
    }

    @Test
    void nothing_of_a_check_is_left_on_disk() throws IOException {
        check(LONG, "echo", "hello");
        check(LONG, "false");
        try (var files = Files.list(directory.resolve("runs"))) {
            assertThat(files).isEmpty();
        }
    }

    private Outcome check(Duration timeout, String... argv) {
        var shim = Shim.c(
                Path.of("../shim/target/shim/daruma-shim").toAbsolutePath().normalize());
        var commands = new ShimCommands(
                room.launcher(),
                shim,
                directory.resolve("runs"),
                new ShimCommands.Place(
                        directory, Map.of("PATH", System.getenv("PATH"), "COLOR", "red"), Optional.empty()));
        return new ExecCheck(List.of(argv), commands).make(Deadline.in(timeout));
    }
}
