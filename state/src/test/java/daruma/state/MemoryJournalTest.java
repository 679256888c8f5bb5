package daruma.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import daruma.control.json.Json;
import daruma.model.AppName;
import daruma.model.Event;
import daruma.model.InstanceId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MemoryJournalTest {
    private static final Instant NOON = Instant.parse("2026-01-02T12:00:00Z");
    private static final InstantSource CLOCK = InstantSource.fixed(NOON);
    private static final JsonForm<Integer> COUNT =
            new JsonForm<>(count -> Json.object().put("count", count).build(), in -> in.int32("count"));
    private static final InstanceId WEB = new InstanceId(new AppName("web"), 0);
    private static final InstanceId API = new InstanceId(new AppName("api"), 1);

    @TempDir
    private Path directory;

    @Test
    void what_was_kept_is_there_after_reopening() {
        try (var journal = open()) {
            journal.append(List.of(), WEB, Optional.of(1), false);
            journal.append(List.of(), WEB, Optional.of(2), false);
            journal.append(List.of(), API, Optional.of(7), false);
            journal.append(List.of(), API, Optional.empty(), true);
            journal.append(List.of(event(1, "web/0", NOON)));
            journal.append(List.of(event(2, "api/1", NOON)));
        }
        try (var journal = open()) {
            assertThat(journal.memories()).containsOnly(java.util.Map.entry(WEB, 2));
            assertThat(journal.events(EventQuery.all()))
                    .containsExactly(event(1, "web/0", NOON), event(2, "api/1", NOON));
            assertThat(journal.lastEventId()).isEqualTo(2);
            assertThat(journal.missed()).isZero();
        }
    }

    @Test
    void events_are_found_by_object_id_time_and_number() {
        try (var journal = open()) {
            for (int id = 1; id <= 9; id++) {
                journal.append(List.of(event(id, id % 2 == 0 ? "web/0" : "api/1", NOON.plusSeconds(id))));
            }
            assertThat(ids(journal, new EventQuery("web/0"::equals, 0, Optional.empty(), 100)))
                    .containsExactly(2L, 4L, 6L, 8L);
            assertThat(ids(journal, new EventQuery(object -> true, 6, Optional.empty(), 100)))
                    .containsExactly(7L, 8L, 9L);
            assertThat(ids(journal, new EventQuery(object -> true, 0, Optional.of(NOON.plusSeconds(8)), 100)))
                    .containsExactly(8L, 9L);
            assertThat(ids(journal, new EventQuery(object -> true, 0, Optional.empty(), 2)))
                    .containsExactly(8L, 9L);
        }
    }

    @Test
    void a_restless_object_does_not_push_out_a_quiet_one_and_old_events_go() {
        var history = new EventHistory(new EventHistory.Limits(10, 6, Duration.ofHours(1)));
        history.add(event(1, "quiet", NOON));
        for (int id = 2; id <= 50; id++) {
            history.add(event(id, id % 2 == 0 ? "restless" : "lively", NOON.plusSeconds(id)));
        }
        assertThat(history.find(EventQuery.all())).hasSize(10).contains(event(1, "quiet", NOON));

        history.forgetBefore(NOON.plusSeconds(49));
        assertThat(history.find(EventQuery.all())).extracting(Event::id).containsExactly(49L, 50L);
        assertThat(history.lastId()).isEqualTo(50);
    }

    @Test
    void a_file_cut_off_anywhere_or_with_any_byte_flipped_is_read_as_far_as_possible() throws IOException {
        try (var journal = open()) {
            for (int id = 1; id <= 5; id++) {
                journal.append(List.of(event(id, "web/0", NOON)));
            }
            journal.append(List.of(), WEB, Optional.of(3), false);
        }
        var bytes = Files.readAllBytes(file());
        for (int length = 0; length < bytes.length; length += 3) {
            Files.write(file(), Arrays.copyOf(bytes, length));
            try (var journal = open()) {
                int whole = 0;
                for (int i = 0; i < length; i++) {
                    whole += bytes[i] == '\n' ? 1 : 0;
                }
                assertThat(journal.events(EventQuery.all()))
                        .as("cut off after %d", length)
                        .hasSize(Math.min(5, whole));
            }
        }
        var random = new Random(5);
        for (int i = 0; i < 100; i++) {
            var flipped = bytes.clone();
            flipped[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            Files.write(file(), flipped);
            try (var journal = open()) {
                assertThat(journal.events(EventQuery.all()).size()).isBetween(3, 5);
                assertThat(journal.missed()).isPositive();
            }
            try (var journal = open()) {
                assertThat(journal.missed()).as("healed by a rewrite").isZero();
            }
        }
    }

    @Test
    void the_file_stays_small_however_much_happens() throws IOException {
        var limits = new EventHistory.Limits(100, 100, Duration.ofDays(1));
        try (var journal = MemoryJournal.open(file(), COUNT, CLOCK, limits, DiskFiles.INSTANCE)) {
            for (int id = 1; id <= 20_000; id++) {
                journal.append(List.of(event(id, "web/0", NOON)));
                journal.append(List.of(), WEB, Optional.of(id), false);
            }
        }
        assertThat(Files.size(file())).isLessThan(2_500 * 350L);
        try (var journal = MemoryJournal.open(file(), COUNT, CLOCK, limits, DiskFiles.INSTANCE)) {
            assertThat(journal.memories()).containsEntry(WEB, 20_000);
            assertThat(journal.lastEventId()).isEqualTo(20_000);
            assertThat(journal.events(EventQuery.all())).hasSize(100);
        }
    }

    @Test
    void the_file_stays_small_with_few_long_lines() throws IOException {
        var longOnes = new JsonForm<Integer>(
                count -> Json.object()
                        .put("count", count)
                        .put("deaths", "x".repeat(20_000))
                        .build(),
                in -> in.int32("count"));
        try (var journal = MemoryJournal.open(directory.resolve("journal"), longOnes, CLOCK)) {
            for (int count = 1; count <= 1_000; count++) {
                journal.append(List.of(), WEB, Optional.of(count), false);
            }
        }
        assertThat(Files.size(directory.resolve("journal"))).isLessThan(4 << 20);
        try (var journal = MemoryJournal.open(directory.resolve("journal"), longOnes, CLOCK)) {
            assertThat(journal.memories()).containsOnly(java.util.Map.entry(WEB, 1_000));
        }
    }

    @Test
    void a_disk_that_hangs_makes_nobody_wait_and_nothing_is_lost_that_is_asked_for() throws IOException {
        var hangs = new CountDownLatch(1);
        var disk = new FakeDisk() {
            @Override
            public Output create(Path file) throws IOException {
                try {
                    hangs.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                return super.create(file);
            }
        };
        try (var journal = MemoryJournal.open(file(), COUNT, CLOCK, EventHistory.Limits.DEFAULT, disk)) {
            for (int id = 1; id <= 10_000; id++) {
                journal.append(List.of(), WEB, Optional.of(id), false);
            }
            journal.append(List.of(event(1, "web/0", NOON)));
            assertThat(journal.missed()).isPositive();
            assertThat(journal.memories()).containsEntry(WEB, 10_000);

            hangs.countDown();
            await("the file to have caught up")
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> linesOf(disk).contains("\"count\":10000"));
        }
    }

    @Test
    void a_full_disk_is_counted_and_made_up_for() {
        var disk = new FakeDisk();
        disk.failBetween(2, Integer.MAX_VALUE);
        try (var journal = MemoryJournal.open(file(), COUNT, CLOCK, EventHistory.Limits.DEFAULT, disk)) {
            journal.append(List.of(), WEB, Optional.of(42), false);
            await("the failure to be counted").until(() -> journal.missed() > 0);
            disk.failBetween(Integer.MAX_VALUE, Integer.MAX_VALUE);
            await("the rewrite")
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> linesOf(disk).contains("\"count\":42"));
        }
    }

    private MemoryJournal<Integer> open() {
        return MemoryJournal.open(file(), COUNT, CLOCK);
    }

    private Path file() {
        return directory.resolve("memory");
    }

    private String linesOf(FakeDisk disk) {
        return new String(disk.bytes(file()), java.nio.charset.StandardCharsets.UTF_8);
    }

    private static List<Long> ids(MemoryJournal<Integer> journal, EventQuery query) {
        return journal.events(query).stream().map(Event::id).toList();
    }

    private static Event event(long id, String object, Instant at) {
        return new Event(
                id, at, Event.Type.NORMAL, "Started", object, 1, "started", "asked for", "", "", OptionalLong.empty());
    }
}
