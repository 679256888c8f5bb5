package daruma.state;

import static org.assertj.core.api.Assertions.assertThat;

import daruma.state.ChangeOutcome.Stored;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** F17: files that were cut off anywhere, or in which a byte is not what was written. */
class DesiredStoreDamageTest {
    private static final Path DIRECTORY = Path.of("/state");
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-01-02T03:04:05Z"));

    /** The generation before, and the newest one; what was true after each line of the newest. */
    private record Written(byte[] older, byte[] newer, List<DesiredState> states) {}

    @Test
    void a_file_cut_off_anywhere_still_gives_every_change_whose_line_is_whole() {
        var written = write();
        for (int length = 0; length < written.newer().length; length++) {
            var disk = disk(written.older(), Arrays.copyOf(written.newer(), length));
            var store = open(disk);

            int whole = wholeLines(written.newer(), length);
            // With not even the snapshot left, the generation before has all that the snapshot had.
            assertThat(store.state())
                    .as("cut off after %d bytes", length)
                    .isEqualTo(written.states().get(Math.max(0, whole - 1)));
            if (length == 0 || written.newer()[length - 1] != '\n') {
                assertThat(store.notices().isEmpty())
                        .as("cut off after %d bytes", length)
                        .isEqualTo(length == 0);
                assertThat(store.complete()).isFalse();
            }
            if (length % 16 == 0) {
                assertGoesOn(store, disk, "cut off after " + length + " bytes");
            }
        }
    }

    @Test
    void an_older_file_cut_off_anywhere_costs_nothing() {
        var written = write();
        for (int length = 0; length < written.older().length; length += 7) {
            var store = open(disk(Arrays.copyOf(written.older(), length), written.newer()));

            assertThat(store.state()).isEqualTo(written.states().getLast());
            assertThat(store.complete()).isTrue();
        }
    }

    @Test
    void a_flipped_byte_costs_at_most_its_own_line_and_is_told() {
        var written = write();
        var random = new Random(17);
        for (int i = 0; i < 500; i++) {
            var bytes = written.newer().clone();
            int at = random.nextInt(bytes.length);
            bytes[at] ^= (byte) (1 << random.nextInt(8));
            var disk = disk(written.older(), bytes);
            var store = open(disk);
            var where = "byte " + at;

            // A flip of a line's end takes the next line with it; each line puts one app.
            var expected = written.states().getLast().apps().keySet();
            assertThat(expected).as(where).containsAll(store.state().apps().keySet());
            assertThat(store.state().apps().size()).as(where).isGreaterThanOrEqualTo(expected.size() - 2);
            assertThat(store.notices()).as(where).anyMatch(notice -> notice.contains("damaged"));
            assertThat(store.notices()).as(where).anyMatch(notice -> notice.contains("20260102T030405Z"));
            assertGoesOn(store, disk, where);
        }
    }

    @Test
    void a_flipped_byte_of_the_snapshot_costs_nothing_as_the_generation_before_is_kept() {
        var written = write();
        int snapshot = firstLine(written.newer());
        for (int at = 0; at < snapshot; at += 3) {
            var bytes = written.newer().clone();
            bytes[at] ^= 4;
            var store = open(disk(written.older(), bytes));

            assertThat(store.state())
                    .as("byte %d", at)
                    .isEqualTo(written.states().getLast());
            assertThat(store.complete()).isTrue();
        }
    }

    @Test
    void nothing_but_garbage_is_an_empty_state_that_says_it_is_not_complete() {
        var random = new Random(4711);
        for (int i = 0; i < 100; i++) {
            var garbage = new byte[random.nextInt(2_000)];
            random.nextBytes(garbage);
            var disk = new FakeDisk();
            disk.put(DIRECTORY.resolve("desired.1"), garbage);
            var store = open(disk);

            assertThat(store.state().apps()).isEmpty();
            assertThat(store.complete()).isFalse();
            assertGoesOn(store, disk, "garbage " + i);
        }
    }

    private static void assertGoesOn(DesiredStore store, FakeDisk disk, String where) {
        assertThat(store.change(state -> state.add(Apps.app("afterwards"))))
                .as(where)
                .isInstanceOf(Stored.class);
        var again = open(disk);
        assertThat(again.state()).as(where).isEqualTo(store.state());
        assertThat(again.complete()).as(where).isTrue();
        assertThat(again.notices()).as(where).isEmpty();
    }

    private static Written write() {
        var disk = new FakeDisk();
        var store = open(disk);
        var states = new ArrayList<DesiredState>();
        for (int i = 0; disk.bytes(DIRECTORY.resolve("desired.2")).length == 0; i++) {
            var name = "app" + i;
            store.change(state -> state.add(Apps.app(name)));
        }
        states.add(store.state());
        for (int i = 0; i < 6; i++) {
            var name = "late" + i;
            store.change(state -> state.add(Apps.app(name)));
            states.add(store.state());
        }
        return new Written(
                disk.bytes(DIRECTORY.resolve("desired.1")), disk.bytes(DIRECTORY.resolve("desired.2")), states);
    }

    private static DesiredStore open(FakeDisk disk) {
        return DesiredStore.open(DIRECTORY, CLOCK, disk, 2_000);
    }

    private static FakeDisk disk(byte[] older, byte[] newer) {
        var disk = new FakeDisk();
        disk.put(DIRECTORY.resolve("desired.1"), older);
        disk.put(DIRECTORY.resolve("desired.2"), newer);
        return disk;
    }

    private static int wholeLines(byte[] bytes, int length) {
        int lines = 0;
        for (int i = 0; i < length; i++) {
            lines += bytes[i] == '\n' ? 1 : 0;
        }
        return lines;
    }

    private static int firstLine(byte[] bytes) {
        int at = 0;
        while (bytes[at] != '\n') {
            at++;
        }
        return at;
    }
}
