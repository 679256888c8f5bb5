package daruma.shim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** A shim that waits: it runs its program when it is given the word and never otherwise. */
@ParameterizedClass
@MethodSource("daruma.shim.Twin#all")
class StandbyTest {
    /** The standard input of the shell that becomes the shim is where the word comes from. */
    private static final String WORD_ON_6 = "exec 6<&0;";

    @Parameter
    Twin twin;

    @TempDir
    Path dir;

    private Path run() {
        return dir.resolve("run");
    }

    private Shim waiting(String... program) throws IOException {
        assumeTrue(twin.can("standby"), twin + " cannot wait");
        var arguments = Stream.concat(
                Stream.of("--standby", "6", "--lock", dir.resolve("lock").toString(), "--"), Stream.of(program));
        var shim = Shim.start(twin, WORD_ON_6, run(), arguments.toArray(String[]::new));
        await("it to wait").atMost(Shim.LIMIT).until(() -> Files.exists(run().resolve("err")));
        return shim;
    }

    @Test
    void a_twin_that_cannot_wait_refuses_to() {
        assumeTrue(!twin.can("standby"));
        try (var shim =
                Shim.start(twin, WORD_ON_6, run(), "--standby", "6", "--", "/bin/touch", dir.resolve("ran") + "")) {
            assertThat(shim.ended()).isEqualTo(64);
            assertThat(dir.resolve("ran")).doesNotExist();
        }
    }

    @Test
    void at_the_word_it_is_as_any_other_shim() throws IOException {
        try (var shim = waiting("/bin/sh", "-c", "echo said; ls -l /proc/self/fd; exit 3")) {
            assertThat(run().resolve("pid")).doesNotExist();
            give(shim, "g");
            assertThat(shim.ended()).isEqualTo(3);
            assertThat(shim.status()).contains("pid=").contains("shim=" + shim.process.pid());
            assertThat(shim.exit()).containsEntry("code", "3").containsEntry("swept", "1");
            assertThat(shim.text("out")).startsWith("said\n").doesNotContain("pipe:");
        }
    }

    @Test
    void it_begins_when_the_word_is_given() throws IOException {
        try (var shim = waiting("/bin/true")) {
            var before = System.currentTimeMillis() / 1_000.0;
            give(shim, "g");
            assertThat(Double.parseDouble(shim.exitOnceEnded().get("began"))).isGreaterThanOrEqualTo(before - 0.001);
        }
    }

    @Test
    void without_anybody_left_who_could_give_the_word_it_goes_and_nothing_has_happened() throws IOException {
        try (var shim = waiting("/bin/touch", dir.resolve("ran").toString())) {
            give(shim, "");
            assertThat(shim.ended()).isZero();
            assertThat(shim.status()).isEmpty();
            assertThat(dir.resolve("ran")).doesNotExist();
            assertThat(dir.resolve("lock")).doesNotExist();
            try (var files = Files.list(run())) {
                assertThat(files.map(file -> file.getFileName().toString()))
                        .as("but for empty spools")
                        .containsExactlyInAnyOrder("out", "err");
            }
        }
    }

    @Test
    void while_it_waits_a_signal_ends_it_and_nothing_has_happened() throws IOException {
        try (var shim = waiting("/bin/touch", dir.resolve("ran").toString())) {
            Shim.signal(shim.process.pid(), "TERM");
            assertThat(shim.ended()).isEqualTo(128 + 15);
            assertThat(dir.resolve("ran")).doesNotExist();
        }
    }

    @Test
    void the_lock_is_taken_at_the_word_and_not_before() throws IOException {
        assumeTrue(twin.can("standby"), twin + " cannot wait");
        try (var other =
                Shim.start(twin, dir.resolve("other"), "--lock", dir.resolve("lock") + "", "--", "/bin/sleep", "60")) {
            assertThat(other.pid()).isPositive();
            try (var shim = waiting("/bin/touch", dir.resolve("ran").toString())) {
                give(shim, "g");
                assertThat(shim.ended()).isEqualTo(75);
                assertThat(dir.resolve("ran")).doesNotExist();
            }
        }
    }

    /** Everything that will ever be said to it. */
    private static void give(Shim shim, String word) throws IOException {
        try (OutputStream in = shim.process.getOutputStream()) {
            in.write(word.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        }
    }
}
