package daruma.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpoolsTest {
    @TempDir
    Path directory;

    private static ProcessRoom room(String ways) {
        return switch (ways) {
            case "native" -> new NativeRoom();
            case "portable" -> new PortableRoom();
            default -> throw new IllegalArgumentException(ways);
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"native", "portable"})
    void a_flood_of_writes_fires_once(String ways) throws Exception {
        try (var room = room(ways)) {
            var spool = Files.createFile(directory.resolve("out"));
            var fired = new Semaphore(0);
            room.spools().onGrowth(spool, 0, fired::release);
            for (int i = 0; i < 1000; i++) {
                Files.writeString(spool, "line\n", StandardOpenOption.APPEND);
            }
            assertThat(fired.tryAcquire(10, TimeUnit.SECONDS)).as("told once").isTrue();
            var barrier = new Semaphore(0);
            room.execute(barrier::release);
            assertThat(barrier.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
            assertThat(fired.availablePermits()).as("told again").isZero();
            room.spools().onGrowth(spool, 5000, fired::release);
            room.spools().onGrowth(spool, 4995, fired::release);
            assertThat(fired.tryAcquire(10, TimeUnit.SECONDS))
                    .as("what was written before counts")
                    .isTrue();
            Files.writeString(spool, "more\n", StandardOpenOption.APPEND);
            assertThat(fired.tryAcquire(10, TimeUnit.SECONDS))
                    .as("and what comes after")
                    .isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"native", "portable"})
    void a_name_that_appears_is_told(String ways) throws Exception {
        try (var room = room(ways)) {
            var appeared = new Semaphore(0);
            var never = new Semaphore(0);
            room.spools().onAppearance(directory.resolve("ready"), appeared::release);
            room.spools()
                    .onAppearance(directory.resolve("ready"), never::release)
                    .cancel();
            Files.createFile(directory.resolve("other"));
            Files.createFile(directory.resolve("ready"));
            assertThat(appeared.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
            assertThat(never.availablePermits()).isZero();
            room.spools().onAppearance(directory.resolve("other"), appeared::release);
            assertThat(appeared.tryAcquire(10, TimeUnit.SECONDS))
                    .as("one that is there")
                    .isTrue();
        }
    }

    @Test
    void a_file_that_comes_later_is_watched_by_the_kernel_and_not_polled() throws Exception {
        try (var room = new NativeRoom()) {
            var spool = directory.resolve("later");
            var fired = new Semaphore(0);
            room.spools().onGrowth(spool, 0, fired::release);
            var cancelled = new Semaphore(0);
            room.spools().onGrowth(spool, 0, cancelled::release).cancel();
            Files.createFile(spool);
            var inode = "ino:" + Long.toHexString((Long) Files.getAttribute(spool, "unix:ino")) + " ";
            Awaitility.await("an inotify watch on " + inode)
                    .until(() -> watchesOfThisProcess().contains(inode));
            assertThat(fired.availablePermits())
                    .as("told before anything was written")
                    .isZero();
            Files.writeString(spool, "line\n", StandardOpenOption.APPEND);
            assertThat(fired.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
            assertThat(cancelled.availablePermits()).isZero();
        }
    }

    private static String watchesOfThisProcess() throws IOException {
        var text = new StringBuilder();
        try (var descriptors = Files.newDirectoryStream(Path.of("/proc/self/fdinfo"))) {
            for (var descriptor : descriptors) {
                try {
                    text.append(Files.readString(descriptor));
                } catch (IOException _) {
                    // closed meanwhile
                }
            }
        }
        return text.toString();
    }

    @Test
    void a_hole_gives_blocks_back_and_keeps_the_length() throws IOException {
        try (var room = new NativeRoom()) {
            var spool = Path.of("/dev/shm")
                    .resolve("daruma-hole-" + ProcessHandle.current().pid());
            try {
                Files.write(spool, "x".repeat(1 << 20).getBytes(StandardCharsets.US_ASCII));
                assertThat(room.spools().punch(spool, 0, 1 << 19)).isTrue();
                assertThat(Files.size(spool)).isEqualTo(1 << 20);
                assertThat(Files.readAllBytes(spool)[0]).isZero();
                assertThat(Files.readAllBytes(spool)[1 << 19]).isEqualTo((byte) 'x');
            } finally {
                Files.deleteIfExists(spool);
            }
        }
    }
}
