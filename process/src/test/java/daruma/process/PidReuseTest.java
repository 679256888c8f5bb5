package daruma.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import daruma.process.host.Self;
import daruma.process.launch.Adoption;
import daruma.process.launch.End;
import daruma.process.launch.KillResult;
import daruma.process.launch.Reach;
import daruma.process.proc.ProcessIdentity;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The kernel gives a number to somebody else, for once on request: in a pid namespace of its own. */
class PidReuseTest {
    @TempDir
    Path directory;

    @Test
    void a_stranger_with_the_same_number_is_never_signalled() throws Exception {
        assumeTrue(Self.uid() == 0, "needs root for a pid namespace");
        assumeTrue(new File("/usr/bin/unshare").canExecute(), "needs unshare");
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var process = new ProcessBuilder(List.of(
                        "/usr/bin/unshare",
                        "-pf",
                        "--mount-proc",
                        java,
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        PidReuseTest.class.getName(),
                        directory.toString()))
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("said").toFile())
                .start();
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS))
                    .as("the namespace ends")
                    .isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(Stage.text(directory.resolve("said"))).isEqualTo("reused and unharmed\n");
    }

    /** Inside the namespace. */
    public static void main(String[] args) throws Exception {
        var directory = Path.of(args[0]);
        try (var room = new NativeRoom()) {
            var first = new ProcessBuilder("/bin/sleep", "300").start();
            var identity = room.procFs().identity((int) first.pid()).orElseThrow();
            first.destroyForcibly().waitFor();
            var stranger = reuse(identity);
            Files.writeString(
                    directory.resolve("pid"),
                    "v=1\npid=%d\nstart=%d\nboot=%s\n"
                            .formatted(identity.pid(), identity.startTicks(), identity.bootId()));
            var heard = new Stage.Heard();
            var child = room.launcher().adopt(new Adoption(directory, Optional.empty(), "reused"), heard);
            heard.next(End.class);
            int signalled = room.launcher().signal(child, 9, Reach.TREE)
                    + room.launcher().signal(child, 9, Reach.PROGRAM);
            var killed = room.launcher().kill(child, Duration.ofSeconds(2));
            boolean unharmed = signalled == 0 && killed.equals(new KillResult.TreeEmpty(0)) && stranger.isAlive();
            System.out.println(unharmed ? "reused and unharmed" : "signalled " + signalled + ", killed " + killed);
            stranger.destroyForcibly();
        }
    }

    /** Until a process of ours has this number; others (the JVM's threads) take numbers, too. The start must differ by a tick. */
    private static Process reuse(ProcessIdentity identity) throws IOException, InterruptedException {
        int pid = identity.pid();
        Stage.until("the kernel's clock to have ticked on", () -> ticksSinceBoot() > identity.startTicks() + 1);
        for (int attempt = 0; attempt < 200; attempt++) {
            Files.writeString(
                    Path.of("/proc/sys/kernel/ns_last_pid"), Integer.toString(pid - 1), StandardCharsets.US_ASCII);
            var process = new ProcessBuilder("/usr/bin/setsid", "/bin/sleep", "300").start();
            if (process.pid() == pid) {
                return process;
            }
            process.destroyForcibly().waitFor();
        }
        throw new IllegalStateException("pid " + pid + " was not given out again");
    }

    /** In hundredths of a second, as the start of a process is told. */
    private static long ticksSinceBoot() {
        return Math.round(
                100 * Double.parseDouble(Stage.text(Path.of("/proc/uptime")).split(" ")[0]));
    }
}
