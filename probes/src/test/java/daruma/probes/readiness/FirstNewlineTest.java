package daruma.probes.readiness;

import static org.assertj.core.api.Assertions.assertThat;

import daruma.process.spool.SpoolWatch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FirstNewlineTest {
    @TempDir
    Path directory;

    private final Growth growth = new Growth();
    private final AtomicInteger found = new AtomicInteger();
    private Path file = Path.of("ready-fd");

    @BeforeEach
    void an_empty_file() throws IOException {
        file = Files.createFile(directory.resolve("ready-fd"));
    }

    @Test
    void the_first_newline_counts_once() throws IOException {
        watch();
        append("\n");
        append("\n");
        assertThat(found).hasValue(1);
    }

    @Test
    void what_was_read_takes_no_space_before_it_is_said_and_after() throws IOException {
        watch();
        append("x".repeat(200_000));
        assertThat(growth.punchedUpTo).isGreaterThanOrEqualTo(200_000 - FirstNewline.KEPT);
        append("\n");
        assertThat(found).hasValue(1);
        append("y\n".repeat(100_000));
        assertThat(growth.punchedUpTo).isGreaterThanOrEqualTo(400_000 - FirstNewline.KEPT);
        assertThat(found).hasValue(1);
    }

    @Test
    void a_file_that_cannot_have_holes_is_cut_short_once_it_is_said() throws IOException {
        growth.punches = false;
        watch();
        append("x".repeat(200_000));
        assertThat(Files.size(file)).as("there may be a newline in what comes").isEqualTo(200_000);
        append("\n");
        append("y\n".repeat(100_000));
        assertThat(Files.size(file)).isLessThan(FirstNewline.KEPT);
        append("z".repeat(100_000));
        assertThat(Files.size(file)).isLessThan(FirstNewline.KEPT);
        assertThat(found).hasValue(1);
    }

    @Test
    void what_comes_before_it_does_not_count_however_much_it_is() throws IOException {
        watch();
        append("almost");
        append("x".repeat(10_000));
        assertThat(found).hasValue(0);
        append(" there\nand more");
        assertThat(found).hasValue(1);
    }

    @Test
    void what_was_written_while_nobody_watched_counts() throws IOException {
        append("x".repeat(5_000) + "\n");
        watch();
        assertThat(found).hasValue(1);
    }

    @Test
    void after_it_is_cancelled_nothing_counts_and_nothing_is_watched() throws IOException {
        var watch = watch();
        append("almost");
        watch.cancel();
        append("\n");
        assertThat(found).hasValue(0);
        assertThat(growth.waiting).isEmpty();
    }

    @Test
    void a_file_that_is_gone_is_not_waited_for() throws IOException {
        watch();
        Files.delete(file);
        growth.fire();
        assertThat(found).hasValue(0);
        assertThat(growth.waiting).isEmpty();
    }

    private FirstNewline watch() {
        return FirstNewline.watch(growth, file, found::incrementAndGet);
    }

    private void append(String text) throws IOException {
        Files.writeString(file, text, StandardOpenOption.APPEND);
        growth.fire();
    }

    /** Fires from within the call if it can, which is the hardest of what is allowed. */
    private static final class Growth implements SpoolWatch {
        private final List<One> waiting = new ArrayList<>();
        private boolean punches = true;
        private long punchedUpTo;

        private record One(Path file, long readUpTo, Runnable grown) {
            boolean due() {
                try {
                    return Files.size(file) > readUpTo;
                } catch (IOException _) {
                    return true;
                }
            }
        }

        void fire() {
            for (var one : List.copyOf(waiting)) {
                if (one.due()) {
                    waiting.remove(one);
                    one.grown.run();
                }
            }
        }

        @Override
        public Watch onGrowth(Path file, long readUpTo, Runnable grown) {
            var one = new One(file, readUpTo, grown);
            if (one.due()) {
                grown.run();
            } else {
                waiting.add(one);
            }
            return () -> waiting.remove(one);
        }

        @Override
        public Watch onAppearance(Path file, Runnable appeared) {
            throw new UnsupportedOperationException("nobody asks for that here");
        }

        @Override
        public boolean punch(Path file, long offset, long length) {
            assertThat(offset).isEqualTo(punchedUpTo);
            punchedUpTo += punches ? length : 0;
            return punches;
        }
    }
}
