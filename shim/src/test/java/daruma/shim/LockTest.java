package daruma.shim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** The lock: two copies of one program never run, and whoever is left of a tree is seen. */
@ParameterizedClass
@MethodSource("daruma.shim.Twin#all")
class LockTest {

    @Parameter
    Twin twin;

    @TempDir
    Path dir;

    private String lock() {
        return dir.resolve("lock").toString();
    }

    @Test
    void a_second_shim_ends_with_75_and_nothing_has_happened() throws IOException {
        try (var first = Shim.start(twin, dir.resolve("1"), "--lock", lock(), "--", "/bin/sleep", "60");
                var second = second(first)) {
            assertThat(second.ended()).isEqualTo(75);
            assertThat(second.status()).isEmpty();
            try (var files = Files.list(dir.resolve("2"))) {
                assertThat(files).isEmpty();
            }
            assertThat(dir.resolve("ran")).doesNotExist();
            assertThat(Shim.lives(first.pid())).isTrue();
        }
    }

    private Shim second(Shim first) {
        first.pid();
        return Shim.start(
                twin,
                dir.resolve("2"),
                "--lock",
                lock(),
                "--",
                "/bin/touch",
                dir.resolve("ran").toString());
    }

    @Test
    void the_lock_is_free_when_the_tree_is_gone() {
        for (var run : List.of("1", "2")) {
            try (var shim = Shim.start(twin, dir.resolve(run), "--lock", lock(), "--", "/bin/true")) {
                assertThat(shim.ended()).isZero();
            }
        }
    }

    @Test
    void the_lock_outlives_a_killed_shim_in_the_program_and_its_descendants() {
        assumeTrue(twin.can("lock"), "without flock(1) nothing is inherited");
        var program = List.of("/bin/sh", "-c", "sleep 60 & echo $!; wait");
        try (var first = Shim.start(
                twin, dir.resolve("1"), "--lock", lock(), "--", program.get(0), program.get(1), program.get(2))) {
            var grandchild = Long.parseLong(first.outWith("\n").strip());
            Shim.signal(first.process.pid(), "KILL");
            assertThat(first.ended()).isNotZero();
            assertThat(Shim.lives(first.pid()))
                    .as("the program lives on without its shim")
                    .isTrue();
            assertHeld();
            Shim.signal(first.pid(), "KILL");
            await("end of the program").atMost(Shim.LIMIT).until(() -> !Shim.lives(first.pid()));
            assertHeld();
            Shim.signal(grandchild, "KILL");
            await("end of the tree").atMost(Shim.LIMIT).until(() -> !Shim.lives(grandchild));
            try (var next = Shim.start(twin, dir.resolve("4"), "--lock", lock(), "--", "/bin/true")) {
                assertThat(next.ended()).isZero();
            }
        }
    }

    private void assertHeld() {
        try (var shim = Shim.start(twin, dir.resolve("3"), "--lock", lock(), "--", "/bin/true")) {
            assertThat(shim.ended()).isEqualTo(75);
        }
    }

    @Test
    void a_lock_that_has_no_place_is_a_notice() {
        try (var shim = Shim.start(twin, dir.resolve("1"), "--lock", "/does/not/exist/lock", "--", "/bin/true")) {
            assertThat(shim.ended()).isZero();
            assertThat(shim.status()).contains("notice=lock");
        }
    }

    @Test
    void without_flock_a_directory_is_the_lock_and_says_what_it_is_worth() throws IOException {
        assumeTrue(!twin.can("subreaper"), "the C shim needs no flock(1)");
        var without = withoutFlock();
        try (var first = Shim.start(twin, without, dir.resolve("1"), "--lock", lock(), "--", "/bin/sleep", "60")) {
            assertThat(first.status()).contains("notice=lock");
            try (var second = Shim.start(twin, without, dir.resolve("2"), "--lock", lock(), "--", "/bin/true")) {
                assertThat(second.ended()).isEqualTo(75);
            }
            Shim.signal(first.process.pid(), "KILL");
            first.ended();
            try (var third = Shim.start(twin, without, dir.resolve("3"), "--lock", lock(), "--", "/bin/true")) {
                assertThat(third.ended())
                        .as("the program of the dead owner lives")
                        .isEqualTo(75);
            }
            Shim.signal(first.pid(), "KILL");
            await("end of the program").atMost(Shim.LIMIT).until(() -> !Shim.lives(first.pid()));
            try (var fourth = Shim.start(twin, without, dir.resolve("4"), "--lock", lock(), "--", "/bin/true")) {
                assertThat(fourth.ended())
                        .as("nobody of the dead owner's tree is left")
                        .isZero();
            }
            assertThat(dir.resolve("lock.d")).doesNotExist();
        }
    }

    /** A search path with everything but flock(1). */
    private String withoutFlock() throws IOException {
        var bin = Files.createDirectories(dir.resolve("bin"));
        var link = new ProcessBuilder(
                "/bin/sh", "-c", "ln -sf /usr/bin/* /bin/* " + bin + " 2>/dev/null; rm -f " + bin + "/flock");
        try {
            link.start().waitFor();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return "PATH=" + bin + "; export PATH; ";
    }
}
