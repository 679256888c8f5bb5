package daruma.logs;

import static daruma.logs.LogHome.web;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No line is lost and none is doubled, whenever the daemon dies and whatever the disk does. */
class ExactlyOnceTest {
    @TempDir
    Path directory;

    @Test
    void killed_at_every_change_of_the_disk_before_amid_and_after_it() throws IOException {
        for (var moment : DyingDisk.Moment.values()) {
            int at = 1;
            while (liveAndDie(directory.resolve(moment + "-" + at), at, moment, new Random(at))) {
                at++;
            }
            assertThat(at).as("changes of the disk in one life").isGreaterThan(20);
        }
    }

    /** One life that ends at the given change, then lives that end at random ones, then one that finishes. */
    private static boolean liveAndDie(Path directory, int at, DyingDisk.Moment moment, Random random)
            throws IOException {
        var home = new LogHome(Files.createDirectories(directory));
        home.policy = LogHome.policy(4_096, 1_000);
        var expected = new ArrayList<String>();
        for (var stream : List.of("out", "err")) {
            var text = new StringBuilder();
            for (int i = 0; i < 120; i++) {
                var line = stream + " line " + i + " " + "x".repeat(random.nextInt(60));
                text.append(line).append('\n');
                expected.add("0#1 " + stream + "  " + line);
            }
            home.writes(web(0, 1), stream, text.substring(0, text.length() - 1)); // the last one has no end
        }
        boolean died = live(home, new DyingDisk(at, moment));
        for (int life = 0; died && life < 4; life++) {
            live(home, new DyingDisk(1 + random.nextInt(12), moment));
        }
        assertThat(live(home, new DyingDisk(Integer.MAX_VALUE, moment))).isFalse();
        assertThat(home.lines()).as("killed %s change %d", moment, at).containsExactlyInAnyOrderElementsOf(expected);
        return died;
    }

    private static boolean live(LogHome home, DyingDisk disk) {
        home.disk = disk;
        home.open();
        try {
            home.attach(web(0, 1));
            var finished = home.logs.finished(web(0, 1));
            Awaitility.await("the end of the daemon or of its work")
                    .dontCatchUncaughtExceptions() // the death is meant
                    .atMost(LogHome.LIMIT)
                    .pollInterval(1, TimeUnit.MILLISECONDS)
                    .until(() -> disk.dead || finished.isDone());
            return disk.dead;
        } finally {
            home.close();
        }
    }

    @Test
    void a_real_process_killed_with_signal_9_again_and_again_while_an_app_writes() throws Exception {
        int lines = 200_000;
        var home = new LogHome(directory);
        var spool = home.run(web(0, 1)).resolve("out");
        Files.createFile(spool);
        var writing = Thread.ofPlatform().start(() -> {
            try (var out = FileChannel.open(spool, StandardOpenOption.APPEND)) {
                for (int i = 0; i < lines; i++) {
                    out.write(ByteBuffer.wrap(("line " + i + "\n").getBytes(StandardCharsets.US_ASCII)));
                }
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
        var random = new Random(8123);
        for (int kill = 0; kill < 6; kill++) {
            var ready = directory.resolve("ready" + kill);
            var child = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-XX:TieredStopAtLevel=1",
                            "-XX:+UseSerialGC",
                            "-cp",
                            System.getProperty("java.class.path"),
                            Victim.class.getName(),
                            directory.toString(),
                            ready.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(directory.resolve("child.log").toFile())
                    .start();
            try {
                Awaitility.await("the child to begin").atMost(LogHome.LIMIT).until(() -> Files.exists(ready));
                long logged = home.content().length;
                Awaitility.await("the child to copy something, or to have copied all")
                        .atMost(LogHome.LIMIT)
                        .pollInterval(1 + random.nextInt(20), TimeUnit.MILLISECONDS)
                        .until(() -> home.content().length > logged || !writing.isAlive());
            } finally {
                child.destroyForcibly().waitFor();
            }
        }
        writing.join();
        home.policy = LogHome.policy(100_000, 1_000);
        home.open().attach(web(0, 1));
        home.finish(web(0, 1));
        home.close();
        var copied = home.lines();
        assertThat(copied).hasSize(lines);
        for (int i = 0; i < lines; i++) {
            assertThat(copied.get(i)).isEqualTo("0#1 out  line " + i);
        }
    }

    /** A daemon's part that copies until it is killed. */
    static final class Victim {
        private Victim() {}

        public static void main(String[] args) throws Exception {
            var home = new LogHome(Path.of(args[0]));
            home.policy = LogHome.policy(100_000, 1_000);
            home.open().attach(web(0, 1));
            Files.createFile(Path.of(args[1]));
            // Until it is killed, or whoever would do that is gone.
            ProcessHandle.current().parent().orElseThrow().onExit().get(1, TimeUnit.MINUTES);
        }
    }

    @Test
    void a_full_disk_keeps_output_in_the_spool_is_told_once_and_heals_by_itself() {
        var full = new AtomicBoolean(true);
        var home = new LogHome(directory);
        home.policy = LogHome.policy(4_096, 1_000);
        home.disk = new FullDisk(full);
        var text = new StringBuilder();
        var expected = new ArrayList<String>();
        for (int i = 0; i < 1_000; i++) {
            text.append("line ").append(i).append('\n');
            expected.add("0#1 out  line " + i);
        }
        home.open().attach(web(0, 1));
        home.writes(web(0, 1), "out", text.toString());
        Awaitility.await("the trouble to be told")
                .atMost(LogHome.LIMIT)
                .until(() -> home.troubles().size() == 1);
        assertThat(home.troubles().getFirst()).contains("No space left on device");
        full.set(false);
        home.awaitLines(expected.toArray(String[]::new));
        Awaitility.await("the recovery to be told")
                .atMost(LogHome.LIMIT)
                .until(() -> home.troubles().size() == 2);
        assertThat(home.troubles().getLast()).isEqualTo("recovered web");
        home.close();
    }

    /** Fails in the middle of every second write and of every rename while it is full. */
    private record FullDisk(AtomicBoolean full) implements Disk {
        @Override
        public void write(FileChannel channel, ByteBuffer bytes, long at) throws IOException {
            if (full.get() && bytes.remaining() > 64) {
                REAL.write(channel, bytes.duplicate().limit(bytes.remaining() / 2), at);
                throw new IOException("No space left on device");
            }
            REAL.write(channel, bytes, at);
        }

        @Override
        public void truncate(FileChannel channel, long size) throws IOException {
            REAL.truncate(channel, size);
        }

        @Override
        public void move(Path from, Path to) throws IOException {
            REAL.move(from, to);
        }

        @Override
        public void delete(Path file) throws IOException {
            REAL.delete(file);
        }
    }

    @Test
    void a_log_directory_that_cannot_be_made_is_tried_again_in_order() throws IOException {
        var home = new LogHome(directory);
        var obstacle = Files.createFile(directory.resolve("logs"));
        home.open().attach(web(0, 1));
        home.writes(web(0, 1), "out", "patience\n");
        home.logs.note(web(0, 1), "exited");
        var finished = home.logs.finished(web(0, 1));
        Awaitility.await("the trouble to be told")
                .atMost(LogHome.LIMIT)
                .until(() -> !home.troubles().isEmpty());
        Files.delete(obstacle);
        LogHome.await(finished, "the end of the work");
        assertThat(home.lines()).containsExactly("0#1 out  patience", "0#1 note exited");
        home.close();
    }
}
