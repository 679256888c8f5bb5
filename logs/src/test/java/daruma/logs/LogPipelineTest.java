package daruma.logs;

import static daruma.logs.LogHome.web;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogPipelineTest {
    @TempDir
    Path directory;

    LogHome home;

    @BeforeEach
    void open() {
        home = new LogHome(directory);
    }

    @AfterEach
    void close() {
        home.close();
    }

    @Test
    void each_line_is_written_with_time_slot_incarnation_and_stream() {
        home.open().attach(web(0, 7));
        var before = Instant.now().minusMillis(20);
        home.writes(web(0, 7), "out", "listening\n");
        home.awaitLines("0#7 out  listening");
        home.writes(web(0, 7), "err", "oh dear\n");
        home.awaitLines("0#7 out  listening", "0#7 err  oh dear");
        var time = Instant.parse(new String(home.content(), StandardCharsets.US_ASCII).substring(0, 24));
        assertThat(time).isBetween(before, Instant.now());
    }

    @Test
    void the_last_words_without_a_line_end_are_kept_and_the_spools_are_deleted() {
        home.open().attach(web(0, 1));
        home.writes(web(0, 1), "out", "one\ntwo");
        home.writes(web(0, 1), "err", "fatal: no");
        home.finish(web(0, 1));
        assertThat(home.lines()).containsExactlyInAnyOrder("0#1 out  one", "0#1 out  two", "0#1 err  fatal: no");
        assertThat(home.run(web(0, 1)).resolve("out")).doesNotExist();
        assertThat(home.run(web(0, 1)).resolve("err")).doesNotExist();
    }

    @Test
    void the_begin_of_a_line_is_shown_after_a_second_and_not_doubled_when_the_rest_comes() {
        home.open().attach(web(0, 1));
        home.writes(web(0, 1), "out", "name? ");
        home.awaitLines("0#1 out+ name? ");
        home.writes(web(0, 1), "out", "Ada\nhello Ada\n");
        home.awaitLines("0#1 out+ name? ", "0#1 out  Ada", "0#1 out  hello Ada");
    }

    @Test
    void a_line_that_comes_in_pieces_without_a_pause_is_one_line() {
        home.open().attach(web(0, 1));
        for (var piece : "a line that comes in many pieces".split("")) {
            home.writes(web(0, 1), "out", piece);
        }
        home.writes(web(0, 1), "out", "\n");
        home.awaitLines("0#1 out  a line that comes in many pieces");
    }

    @Test
    void bytes_that_are_no_text_stay_as_they_are() {
        var bytes = new byte[256 * 20];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (i == '\n' ? 0 : i % 256 == '\n' ? 0 : i);
        }
        bytes[bytes.length - 1] = '\n';
        home.open().attach(web(0, 1));
        home.writes(web(0, 1), "out", bytes);
        home.finish(web(0, 1));
        var log = home.content();
        assertThat(Arrays.copyOfRange(log, log.length - bytes.length, log.length))
                .isEqualTo(bytes);
    }

    @Test
    void a_line_of_nine_megabytes_is_cut_into_pieces_and_loses_no_byte_and_no_character() throws IOException {
        var text = "ä€😀x".repeat(9 << 17);
        home.open().attach(web(0, 1));
        home.writes(web(0, 1), "out", text + "\nnext\n");
        home.finish(web(0, 1));
        var joined = new StringBuilder();
        try (var lines = Files.lines(home.current())) { // decodes strictly: a cut character would fail
            for (var line : (Iterable<String>) lines::iterator) {
                joined.append(line.substring(34)).append(line.startsWith("out+", 29) ? "" : "\n");
            }
        }
        assertThat(joined.toString().equals(text + "\nnext\n")).isTrue();
    }

    @Test
    void lines_written_while_nobody_copied_carry_the_time_of_the_spool() throws IOException {
        home.writes(web(0, 1), "out", "late\n");
        home.writes(web(1, 4), "out", "early\n");
        var early = Instant.parse("2026-11-20T10:00:00Z");
        var late = Instant.parse("2026-11-20T11:00:00Z");
        Files.setLastModifiedTime(home.run(web(0, 1)).resolve("out"), FileTime.from(late));
        Files.setLastModifiedTime(home.run(web(1, 4)).resolve("out"), FileTime.from(early));
        home.open().attach(web(0, 1));
        home.attach(web(1, 4));
        home.awaitLines("1#4 out  early", "0#1 out  late");
        assertThat(new String(home.content(), StandardCharsets.US_ASCII).lines())
                .containsExactly("2026-11-20T10:00:00.000Z 1#4 out  early", "2026-11-20T11:00:00.000Z 0#1 out  late");
    }

    @Test
    void remarks_stand_after_what_was_written_before_them() {
        home.open().attach(web(0, 1));
        home.writes(web(0, 1), "out", "x\n".repeat(300_000));
        home.logs.note(web(0, 1), "exited with code 1");
        home.finish(web(0, 1));
        home.logs.note(web(0, 1), "starts again in 200ms");
        Awaitility.await("the last remark")
                .atMost(LogHome.LIMIT)
                .until(() -> home.lines().getLast().equals("0#1 note starts again in 200ms"));
        assertThat(home.lines().subList(300_000, 300_002))
                .containsExactly("0#1 note exited with code 1", "0#1 note starts again in 200ms");
    }

    @Test
    void a_log_is_rotated_by_size_and_only_so_many_files_are_kept() throws IOException {
        home.policy = LogHome.policy(4_096, 3);
        home.open().attach(web(0, 1));
        IntStream.range(0, 2_000).forEach(i -> home.writes(web(0, 1), "out", "line " + i + "\n"));
        home.finish(web(0, 1));
        try (var files = Files.list(home.current().getParent())) {
            assertThat(files)
                    .hasSize(3)
                    .allSatisfy(file -> assertThat(Files.size(file)).isLessThanOrEqualTo(4_096));
        }
        var lines = home.lines();
        var expected = IntStream.range(2_000 - lines.size(), 2_000).mapToObj(i -> "0#1 out  line " + i);
        assertThat(lines).containsExactlyElementsOf(expected.toList()).hasSizeGreaterThan(200);
    }

    @Test
    void a_log_is_rotated_by_the_age_of_its_first_line() {
        home.policy =
                new daruma.model.LogPolicy(Optional.empty(), 1 << 20, 5, Optional.of(Duration.ofHours(1)), 64L << 20);
        var now = new Instant[] {Instant.now()};
        home.clock = () -> now[0];
        home.open().logs.note(web(0, 1), "first");
        home.awaitLines("0#1 note first");
        now[0] = now[0].plus(Duration.ofMinutes(61));
        home.logs.note(web(0, 1), "second");
        home.awaitLines("0#1 note first", "0#1 note second");
        assertThat(LogFiles.path(home.current(), 1))
                .hasContent(new String(home.content(), StandardCharsets.US_ASCII)
                        .lines()
                        .findFirst()
                        .orElseThrow());
    }

    @Test
    void a_clock_that_went_back_begins_a_new_file_so_that_no_file_goes_back_in_time() {
        var now = new Instant[] {Instant.parse("2036-01-01T00:00:00Z")};
        home.clock = () -> now[0];
        home.open().logs.note(web(0, 1), "in ten years");
        home.awaitLines("0#1 note in ten years");
        now[0] = Instant.parse("2026-01-01T00:00:00Z");
        home.logs.note(web(0, 1), "today");
        home.awaitLines("0#1 note in ten years", "0#1 note today");
        assertThat(home.current()).hasContent("2026-01-01T00:00:00.000Z 0#1 note today");
    }

    @Test
    void a_spool_that_the_program_emptied_is_read_from_its_begin() throws IOException {
        home.open().attach(web(0, 1));
        home.writes(web(0, 1), "err", "a longer line\n");
        home.awaitLines("0#1 err  a longer line");
        Files.write(home.run(web(0, 1)).resolve("err"), "short\n".getBytes(StandardCharsets.US_ASCII));
        home.awaitLines("0#1 err  a longer line", "0#1 err  short");
    }

    @Test
    void a_store_that_comes_back_goes_on_where_the_last_one_stopped() {
        home.open().attach(web(0, 1));
        home.writes(web(0, 1), "out", "one\ntwo\nthr");
        home.awaitLines("0#1 out  one", "0#1 out  two");
        home.close();
        home.writes(web(0, 1), "out", "ee\nfour");
        home.open().attach(web(0, 1));
        home.finish(web(0, 1));
        assertThat(home.lines()).containsExactly("0#1 out  one", "0#1 out  two", "0#1 out  three", "0#1 out  four");
    }

    @Test
    void a_flooding_app_does_not_keep_the_others_waiting() {
        home.open();
        var flood = web(0, 1);
        home.writes(flood, "out", "flood\n".repeat(4 << 20));
        home.attach(flood);
        var quiet = new ArrayList<daruma.model.Incarnation>();
        for (int i = 1; i <= 5; i++) {
            quiet.add(web(i, 1));
            home.attach(web(i, 1));
            home.writes(web(i, 1), "out", "quiet " + i + "\n");
        }
        home.finish(flood);
        var lines = home.lines();
        for (int i = 1; i <= 5; i++) {
            assertThat(lines.indexOf(i + "#1 out  quiet " + i)).isBetween(0, lines.size() / 2);
        }
    }

    @Test
    void what_the_shim_dropped_is_told_in_one_remark() {
        home.policy = new daruma.model.LogPolicy(Optional.empty(), 50 << 20, 10, Optional.empty(), 65_536);
        var bytes = "a line of thirty-two characters\n".repeat(4_096).getBytes(StandardCharsets.US_ASCII);
        Arrays.fill(bytes, 0, 65_536, (byte) 0); // as a hole reads
        home.writes(web(0, 1), "out", bytes);
        home.open().attach(web(0, 1));
        home.finish(web(0, 1));
        assertThat(home.lines())
                .hasSize(2_049)
                .startsWith(
                        "0#1 note 65536 bytes of output were dropped here: more than 65536 bytes waited to be copied. "
                                + "Raise logs.spool if this must not happen",
                        "0#1 out  a line of thirty-two characters");
    }

    @Test
    void a_deleted_app_leaves_nothing_but_its_log_files() {
        home.open().attach(web(0, 1));
        home.writes(web(0, 1), "out", "bye\n");
        home.logs.forget(LogHome.WEB);
        home.finish(web(0, 1));
        Awaitility.await("the record to be deleted")
                .atMost(LogHome.LIMIT)
                .until(() -> !Files.exists(directory.resolve("run/logs/web.commits")));
        assertThat(home.lines()).containsExactly("0#1 out  bye");
    }

    @Test
    void an_idle_app_holds_no_file_open_and_costs_no_wake_up() throws Exception {
        home.open();
        for (int slot = 0; slot < 50; slot++) {
            home.attach(web(slot, 1));
            home.writes(web(slot, 1), "out", "hello\n");
        }
        Awaitility.await("all lines")
                .atMost(LogHome.LIMIT)
                .until(() -> home.lines().size() == 50);
        Awaitility.await("no file of the store to be open")
                .atMost(LogHome.LIMIT)
                .until(() -> openFiles().isEmpty());
        var pump = Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("log-pump") && thread.isAlive())
                .toList();
        Awaitility.await("the log thread to wait without a limit")
                .atMost(LogHome.LIMIT)
                .until(() -> pump.stream().anyMatch(thread -> thread.getState() == Thread.State.WAITING));
    }

    private java.util.List<String> openFiles() throws IOException {
        var found = new ArrayList<String>();
        try (var descriptors = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            for (var descriptor : descriptors) {
                try {
                    var target = Files.readSymbolicLink(descriptor).toString();
                    if (target.startsWith(directory.toRealPath().toString())) {
                        found.add(target);
                    }
                } catch (IOException e) {
                    // Closed since it was listed.
                }
            }
        }
        return found;
    }
}
