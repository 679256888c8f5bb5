package daruma.logs;

import static daruma.logs.LogHome.web;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import daruma.model.AppName;
import daruma.model.LogLine;
import daruma.model.Refused;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogQueryTest {
    private static final AppName API = new AppName("api");
    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

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

    /** Log files as an earlier daemon left them: rotated ones first, the current one last. */
    private void given(AppName app, List<List<String>> files) throws IOException {
        var current = directory.resolve("logs/" + app + "/current.log");
        Files.createDirectories(current.getParent());
        for (int i = 0; i < files.size(); i++) {
            var file = i == files.size() - 1 ? current : LogFiles.path(current, i + 1);
            Files.write(file, files.get(i), StandardCharsets.UTF_8);
        }
    }

    private static String line(long second, String rest) {
        return new String(LineFormat.stamp(NOON.plusSeconds(second).toEpochMilli()), StandardCharsets.US_ASCII) + " "
                + rest;
    }

    /** 3 files of 20 000 lines each, one line a second. */
    private void manyLines() throws IOException {
        var files = new ArrayList<List<String>>();
        for (int file = 0; file < 3; file++) {
            var lines = new ArrayList<String>();
            for (int i = file * 20_000; i < (file + 1) * 20_000; i++) {
                lines.add(line(i, "0#1 out  line " + i));
            }
            files.add(lines);
        }
        given(LogHome.WEB, files);
    }

    private static LogQuery query(OptionalInt tail, Optional<Instant> since, Optional<Instant> until, String grep) {
        return new LogQuery(
                List.of(LogHome.WEB),
                OptionalInt.empty(),
                EnumSet.allOf(LogLine.Stream.class),
                tail,
                since,
                until,
                Optional.ofNullable(grep),
                false,
                false);
    }

    @Test
    void the_last_lines_are_found_over_rotated_files() throws IOException {
        manyLines();
        home.open();
        assertThat(home.read(LogQuery.lastOf(LogHome.WEB, 3)))
                .containsExactly("line 59997", "line 59998", "line 59999");
        assertThat(home.read(LogQuery.lastOf(LogHome.WEB, 20_001)))
                .hasSize(20_001)
                .startsWith("line 39999");
        assertThat(home.read(LogQuery.lastOf(LogHome.WEB, 0))).isEmpty();
        assertThat(home.read(LogQuery.lastOf(LogHome.WEB, 1_000_000))).hasSize(60_000);
    }

    @Test
    void since_and_until_are_found_at_every_place() throws IOException {
        manyLines();
        home.open();
        for (int from : new int[] {0, 1, 7_777, 19_999, 20_000, 20_001, 39_990, 59_995}) {
            var found = home.read(query(
                    OptionalInt.empty(),
                    Optional.of(NOON.plusSeconds(from)),
                    Optional.of(NOON.plusSeconds(from + 4)),
                    null));
            assertThat(found)
                    .containsExactly(
                            "line " + from,
                            "line " + (from + 1),
                            "line " + (from + 2),
                            "line " + (from + 3),
                            "line " + (from + 4));
        }
        assertThat(home.read(query(OptionalInt.of(2), Optional.empty(), Optional.of(NOON.plusSeconds(20_000)), null)))
                .containsExactly("line 19999", "line 20000");
        assertThat(home.read(query(OptionalInt.empty(), Optional.of(NOON.plusSeconds(99_999)), Optional.empty(), null)))
                .isEmpty();
    }

    @Test
    void grep_counts_only_the_lines_that_match() throws IOException {
        manyLines();
        home.open();
        assertThat(home.read(query(OptionalInt.of(2), Optional.empty(), Optional.empty(), "9{4}$")))
                .containsExactly("line 49999", "line 59999");
    }

    @Test
    void a_pattern_that_would_never_end_is_refused() throws IOException {
        given(LogHome.WEB, List.of(List.of(line(0, "0#1 out  " + "a".repeat(5_000) + "!"))));
        home.open();
        assertThatThrownBy(() -> home.read(query(OptionalInt.of(2), Optional.empty(), Optional.empty(), "(a+)+$")))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("takes too long");
        assertThatThrownBy(() -> query(OptionalInt.of(2), Optional.empty(), Optional.empty(), "(("))
                .isInstanceOf(Refused.class);
    }

    @Test
    void lines_of_several_apps_and_instances_are_merged_by_time_and_filtered() throws IOException {
        given(
                LogHome.WEB,
                List.of(List.of(line(1, "0#1 out  a"), line(3, "1#1 err  c"), line(5, "0#1 note exited with code 1"))));
        given(API, List.of(List.of(line(2, "0#9 out  b"), line(4, "0#9 out  d"), line(6, "0#9 out  f"))));
        home.open();
        var both = List.of(LogHome.WEB, API);
        var all = EnumSet.allOf(LogLine.Stream.class);
        assertThat(home.read(filtered(both, OptionalInt.empty(), all, 4)))
                .containsExactly("c", "d", "exited with code 1", "f");
        assertThat(home.read(filtered(both, OptionalInt.of(0), Set.of(LogLine.Stream.OUT), 3)))
                .containsExactly("b", "d", "f");
    }

    private static LogQuery filtered(List<AppName> apps, OptionalInt slot, Set<LogLine.Stream> streams, int tail) {
        return new LogQuery(
                apps,
                slot,
                streams,
                OptionalInt.of(tail),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                false,
                false);
    }

    @Test
    void the_previous_incarnation_of_each_instance() throws IOException {
        given(
                LogHome.WEB,
                List.of(List.of(
                        line(1, "0#1 out  oldest"),
                        line(2, "0#2 err  boom"),
                        line(3, "1#8 out  crash of one"),
                        line(4, "0#3 out  hello"),
                        line(5, "1#9 out  hello from one"))));
        home.open();
        var previous = new LogQuery(
                List.of(LogHome.WEB),
                OptionalInt.empty(),
                EnumSet.allOf(LogLine.Stream.class),
                OptionalInt.of(10),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                true,
                false);
        assertThat(home.read(previous)).containsExactly("boom", "crash of one");
        home.attach(web(0, 4)); // launched, and silent so far
        assertThat(home.read(previous)).containsExactly("crash of one", "hello");
    }

    @Test
    void following_goes_on_over_rotations_and_loses_and_doubles_nothing() throws Exception {
        home.policy = LogHome.policy(20_000, 100);
        home.open().attach(web(0, 1));
        home.writes(web(0, 1), "out", "line 0\nline 1\nline 2\n");
        home.awaitLines("0#1 out  line 0", "0#1 out  line 1", "0#1 out  line 2");
        var got = new LinkedBlockingQueue<String>();
        var reader = home.logs.query(follow(2));
        var done = CompletableFuture.runAsync(() -> {
            for (var item = reader.next(); item != null; item = reader.next()) {
                got.add(LogHome.text(item));
            }
        });
        assertThat(got.poll(20, TimeUnit.SECONDS)).isEqualTo("line 1");
        for (int i = 3; i < 5_000; i++) {
            home.writes(web(0, 1), "out", "line " + i + "\n");
        }
        for (int i = 2; i < 5_000; i++) {
            assertThat(got.poll(20, TimeUnit.SECONDS)).isEqualTo("line " + i);
        }
        reader.close();
        LogHome.await(done, "the end of the follower");
        assertThat(got).isEmpty();
    }

    @Test
    void a_follower_that_is_too_slow_is_told_of_the_gap() {
        home.policy = LogHome.policy(4_096, 2);
        home.open().attach(web(0, 1));
        home.writes(web(0, 1), "out", "first\n");
        home.awaitLines("0#1 out  first");
        try (var reader = home.logs.query(follow(1))) {
            assertThat(LogHome.text(reader.next())).isEqualTo("first");
            for (int i = 0; i < 1_000; i++) {
                home.writes(web(0, 1), "out", "line " + i + "\n");
            }
            home.finish(web(0, 1));
            var seen = new ArrayList<String>();
            while (seen.isEmpty() || !seen.getLast().equals("line 999")) {
                seen.add(LogHome.text(reader.next()));
            }
            assertThat(seen).contains("<gap>").doesNotHaveDuplicates();
        }
    }

    private static LogQuery follow(int tail) {
        return new LogQuery(
                List.of(LogHome.WEB),
                OptionalInt.empty(),
                EnumSet.allOf(LogLine.Stream.class),
                OptionalInt.of(tail),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                false,
                true);
    }

    @Test
    void an_app_without_a_log_has_no_lines() {
        home.open();
        assertThat(home.read(LogQuery.lastOf(new AppName("nobody"), 10))).isEmpty();
    }
}
