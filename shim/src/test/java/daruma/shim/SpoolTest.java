package daruma.shim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** The program's output: appended, capped, and never a reason not to run. */
@ParameterizedClass
@MethodSource("daruma.shim.Twin#all")
class SpoolTest {

    @Parameter
    Twin twin;

    @TempDir
    Path dir;

    private final List<Path> mounted = new ArrayList<>();

    @AfterEach
    void unmount() throws Exception {
        for (var mount : mounted) {
            new ProcessBuilder("umount", "-l", mount.toString()).start().waitFor();
        }
    }

    @Test
    void the_two_streams_are_appended_each_to_its_file() throws IOException {
        Files.writeString(dir.resolve("out"), "before\n");
        try (var shim = Shim.start(twin, dir, "--", "/bin/sh", "-c", "echo one; echo two >&2; echo three")) {
            assertThat(shim.ended()).isZero();
            assertThat(shim.text("out")).isEqualTo("before\none\nthree\n");
            assertThat(shim.text("err")).isEqualTo("two\n");
        }
    }

    @Test
    void output_goes_on_behind_what_the_reader_has_cut_off() throws IOException {
        try (var shim = Shim.start(
                twin, dir, "--", "/bin/sh", "-c", "echo one; while ! [ -e go ]; do sleep 0.05; done; echo two")) {
            shim.outWith("one");
            Files.write(dir.resolve("out"), new byte[0]);
            assertThat(shim.text("out")).isEmpty();
        }
        try (var shim = Shim.start(
                twin,
                dir,
                "--cwd",
                dir + "",
                "--",
                "/bin/sh",
                "-c",
                "while ! [ -e go ]; do sleep 0.05; done; echo two")) {
            Files.createFile(dir.resolve("go"));
            assertThat(shim.ended()).isZero();
            assertThat(shim.text("out")).isEqualTo("two\n");
        }
    }

    @Test
    void a_flood_stays_near_its_cap_and_keeps_its_end() throws IOException {
        var cap = 1 << 20;
        var flood =
                "i=0; while [ $i -lt 40 ]; do head -c 1000000 /dev/zero | tr '\\0' x; i=$((i+1)); sleep 0.02; done; echo last; sleep 60";
        try (var shim = Shim.start(twin, dir, "--spool-cap", "" + cap, "--", "/bin/sh", "-c", flood)) {
            if (!twin.can("spool-cap")) {
                assertThat(shim.status()).contains("notice=spool-cap");
                return;
            }
            await("the whole flood").atMost(Shim.LIMIT).until(() -> Files.size(dir.resolve("out")) >= 40_000_005);
            await("the spool cut down to its cap").atMost(Shim.LIMIT).until(() -> blocks("out") <= cap + 65536);
            try (var spool = Files.newByteChannel(dir.resolve("out"))) {
                var tail = java.nio.ByteBuffer.allocate(500_000);
                spool.position(spool.size() - tail.capacity());
                while (tail.hasRemaining() && spool.read(tail) >= 0) {
                    continue;
                }
                assertThat(new String(tail.array(), java.nio.charset.StandardCharsets.US_ASCII))
                        .matches("x+last\n");
            }
        }
    }

    @Test
    void a_shim_does_not_wake_while_nothing_is_written() {
        assumeTrue(twin.can("spool-cap"), "the sh shim waits for its program and nothing else");
        try (var shim = Shim.start(twin, dir, "--spool-cap", "65536", "--", "/bin/sh", "-c", "echo x; exec sleep 60")) {
            shim.outWith("x");
            var call = Path.of("/proc/" + shim.process.pid() + "/syscall");
            assumeTrue(Files.isReadable(call), "this kernel does not tell in which system call a process waits");
            await("the shim waiting for a signal, with no limit to that")
                    .atMost(Shim.LIMIT)
                    .until(() -> waitsForEver(Files.readString(call)));
        }
    }

    /** Whether it is in {@code rt_sigtimedwait(set, NULL, NULL, 8)}: number and arguments stand in the file, in hexadecimal. */
    private static boolean waitsForEver(String call) {
        var words = call.split(" ");
        var number = System.getProperty("os.arch").equals("aarch64") ? "137" : "128";
        return words.length > 4 && words[0].equals(number) && words[3].equals("0x0") && words[4].equals("0x8");
    }

    private long blocks(String file) throws IOException {
        try {
            var du = new ProcessBuilder("du", "-k", dir.resolve(file).toString()).start();
            return 1024 * Long.parseLong(new String(du.getInputStream().readAllBytes()).split("\\s")[0]);
        } catch (NumberFormatException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void a_full_file_system_under_the_spools_does_not_stop_a_start() throws Exception {
        var full = fullMount();
        try (var shim = Shim.start(
                twin, full.resolve("run"), "--", "/bin/sh", "-c", "echo lost && touch " + dir.resolve("ran"))) {
            assertThat(shim.ended()).isZero();
            assertThat(dir.resolve("ran")).exists();
            assertThat(shim.status())
                    .containsPattern("\npid=[0-9]+\n")
                    .contains("notice=pid record", "notice=spool out");
            assertThat(shim.exit()).isEmpty();
        }
    }

    @Test
    void a_file_system_that_fills_up_later_still_takes_the_exit_record() throws Exception {
        var mount = mount();
        var run = mount.resolve("run");
        try (var shim = Shim.start(
                twin,
                run,
                "--",
                "/bin/sh",
                "-c",
                "while ! [ -e " + dir.resolve("go") + " ]; do sleep 0.05; done; exit 6")) {
            shim.pid();
            if (twin.can("exact")) {
                await("space of the exit record taken")
                        .atMost(Shim.LIMIT)
                        .until(() -> Files.exists(run.resolve("exit.tmp")));
            }
            fill(mount);
            Files.createFile(dir.resolve("go"));
            assertThat(shim.ended()).isEqualTo(6);
            if (twin.can("exact")) {
                assertThat(shim.exit()).containsEntry("code", "6");
            } else {
                assertThat(shim.exit()).isEmpty();
            }
        }
    }

    private Path fullMount() throws Exception {
        var mount = mount();
        Files.createDirectory(mount.resolve("run"));
        fill(mount);
        return mount;
    }

    private Path mount() throws Exception {
        assumeTrue("root".equals(System.getProperty("user.name")), "only root can mount a small tmpfs to fill");
        var mount = Files.createDirectory(dir.resolve("small"));
        var code = new ProcessBuilder("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", mount.toString())
                .start()
                .waitFor();
        assumeTrue(code == 0, "cannot mount a tmpfs here");
        mounted.add(mount);
        return mount;
    }

    private static void fill(Path mount) throws Exception {
        new ProcessBuilder("dd", "if=/dev/zero", "of=" + mount.resolve("filler"), "bs=4k")
                .start()
                .waitFor();
    }

    @Test
    void a_run_directory_that_is_not_there_does_not_stop_a_start() throws IOException {
        var run = dir.resolve("gone");
        try (var shim = Shim.start(
                twin,
                "rmdir " + run + "; ",
                run,
                "--",
                "/bin/touch",
                dir.resolve("ran").toString())) {
            assertThat(shim.ended()).isZero();
            assertThat(shim.status()).containsPattern("pid=[0-9]+\n").contains("notice=pid record");
            assertThat(dir.resolve("ran")).exists();
        }
    }
}
