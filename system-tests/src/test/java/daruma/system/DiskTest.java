package daruma.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** F12, F17: disks that are full, state that is damaged. */
class DiskTest {
    @Test
    void f12_with_a_full_disk_apps_restart_and_only_changes_are_refused() throws Exception {
        try (var home = DarumaHome.create()) {
            var root = home.paths().socket().getParent();
            assumeTrue(home.mountTmpfs(root, "1m"), "only root can mount a small file system");
            home.ok("start", home.programs().sleeps("one").toString());
            assertThat(home.paths().state().resolve("run"))
                    .as("run directories outside the home")
                    .isSymbolicLink();
            var filler = root.resolve("filler");
            fill(filler);

            for (int time = 0; time < 2 * DarumaHome.TIMES; time++) {
                var before = home.app("one").only();
                Processes.signal(before.alivePid(), "KILL");
                home.untilApp(
                        "one",
                        "to run again on a full disk",
                        app -> app.ready() == 1 && app.only().incarnation() > before.incarnation());
                fill(filler);
            }
            // What is compacted or rotated in the meantime makes room again: then the change must be kept, not lost.
            var accepted = 0;
            var refused = startOnFullDisk(home, filler, accepted);
            while (refused.exit() == 0 && accepted < 20) {
                refused = startOnFullDisk(home, filler, ++accepted);
            }
            assertThat(refused.exit()).as(refused.toString()).isNotZero();
            assertThat(refused.err()).contains("No space left");
            assertThat(home.ls()).hasSize(1 + accepted);

            long pid = home.pid("one");
            home.killDaemon();
            home.until("a daemon on a full disk", () -> home.daruma("ping").exit() == 0);
            assertThat(home.pid("one")).isEqualTo(pid);

            Files.delete(filler);
            home.ok("start", home.programs().sleeps("last").toString());
            assertThat(home.ls()).hasSize(2 + accepted);
        }
    }

    private static Said startOnFullDisk(DarumaHome home, Path filler, int number) throws Exception {
        fill(filler);
        return home.daruma("start", home.programs().sleeps("more" + number).toString());
    }

    @Test
    void f12_with_a_full_disk_under_the_run_directories_apps_run_on_and_restart() throws Exception {
        try (var home = DarumaHome.create()) {
            var spools = home.paths().state().resolve("run");
            assumeTrue(home.mountTmpfs(spools, "1m"), "only root can mount a small file system");
            home.ok("start", home.programs().sleeps("one").toString());
            assertThat(home.paths().state().resolve("run"))
                    .as("run directories on the small disk")
                    .isDirectoryContaining("glob:**/one.0");
            var writer = home.programs().writesWhateverTheDiskSays("writer");
            home.ok("start", writer.toString());
            var filler = spools.resolve("filler");
            var writing = home.pid("writer");

            for (int time = 0; time < 2 * DarumaHome.TIMES; time++) {
                fill(filler);
                var beats = home.programs().beats(writer);
                home.until("the writer to go on", () -> home.programs().beats(writer) > beats);
                assertThat(home.pid("writer")).isEqualTo(writing);
                var before = home.app("one").only();
                Processes.signal(before.alivePid(), "KILL");
                fill(filler);
                var after = home.untilApp(
                        "one",
                        "to run again with no place for its records",
                        app -> app.ready() == 1 && app.only().incarnation() > before.incarnation());
                assertThat(after.only().incarnation()).isEqualTo(before.incarnation() + 1);
                assertThat(home.processes("sleep 86400")).hasSize(1);
            }
            var pids = home.pids();
            home.killDaemon();
            home.until(
                    "a daemon over full run directories",
                    () -> home.daruma("ping").exit() == 0);
            assertThat(home.pids()).isEqualTo(pids);

            Files.delete(filler);
            var before = home.app("one").only();
            Processes.signal(before.alivePid(), "KILL");
            var healed = home.untilApp(
                    "one",
                    "to run again with place",
                    app -> app.ready() == 1 && app.only().incarnation() > before.incarnation());
            assertThat(healed.only().lastExit().orElseThrow().word()).isEqualTo("SIGKILL");
        }
    }

    @Test
    void f17_damaged_state_never_stops_the_daemon_and_costs_no_app_its_process() throws Exception {
        var random = new Random(17);
        try (var home = DarumaHome.create()) {
            for (int i = 0; i < 3; i++) {
                home.ok("start", home.programs().sleeps("app" + i).toString());
            }
            var pids = home.pids();
            for (int time = 0; time < 3 * DarumaHome.TIMES; time++) {
                long holder = home.holdDaemonDown();
                home.untilWithoutDaemon("the daemon to be gone", () -> !Processes.isAlive(home.daemonPid()));
                for (var file : stateFiles(home.paths().state())) {
                    damage(file, time, random);
                }
                home.letDaemonComeBack(holder);
                home.until("a daemon that answers", () -> home.daruma("ping").exit() == 0);

                assertThat(home.pids()).as("after damage %d", time).isEqualTo(pids);
                assertThat(home.processes("sleep 86400")).hasSize(3);
            }
            home.ok("start", home.programs().sleeps("another").toString());
            assertThat(home.ls()).hasSize(4);
        }
    }

    private static java.util.List<Path> stateFiles(Path state) throws IOException {
        try (var files = Files.list(state)) {
            return files.filter(file -> file.getFileName().toString().matches("desired\\.[0-9]+|journal"))
                    .toList();
        }
    }

    /** In turn: bytes flipped, cut off, nothing but garbage. */
    private static void damage(Path file, int time, Random random) throws IOException {
        var bytes = Files.readAllBytes(file);
        switch (time % 3) {
            case 0 -> {
                for (int i = 0; i < 5 && bytes.length > 0; i++) {
                    bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
                }
            }
            case 1 -> bytes = java.util.Arrays.copyOf(bytes, bytes.length / 2);
            default -> random.nextBytes(bytes);
        }
        Files.write(file, bytes);
    }

    private static void fill(Path filler) {
        for (int size : new int[] {65_536, 4_096, 1}) {
            try (var out = Files.newOutputStream(
                    filler, java.nio.file.StandardOpenOption.CREATE, java.nio.file.StandardOpenOption.APPEND)) {
                while (true) {
                    out.write(new byte[size]);
                }
            } catch (IOException full) {
                // That is what was wanted.
            }
        }
    }
}
