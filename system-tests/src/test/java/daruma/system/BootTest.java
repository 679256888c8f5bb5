package daruma.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A whole machine with a systemd of its own, in namespaces over the files of this one: set up, killed, restarted, switched off
 * and on again, and cut off from its power. What happens in it stands in {@code src/test/sh/boot/inside}.
 */
class BootTest {
    private static final Path SCRIPTS = Path.of("src/test/sh/boot").toAbsolutePath();
    private static final int SWITCHED_OFF = 130;
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final Path distribution = Path.of(System.getProperty("daruma.distribution", "../dist/target/daruma"))
            .toAbsolutePath()
            .normalize();
    private Path directory = Path.of("/");
    private Path disk = Path.of("/");

    @BeforeEach
    void needsAMachine() throws Exception {
        assumeTrue("root".equals(System.getProperty("user.name")), "only root can make a machine of namespaces");
        assumeTrue(
                Files.isExecutable(Path.of("/lib/systemd/systemd")),
                "systemd is not installed: apt-get install systemd");
        directory = Files.createTempDirectory("dboot");
        disk = Files.createDirectories(directory.resolve("disk/units")).getParent();
        for (var file : List.of("inside", "app")) {
            Files.copy(SCRIPTS.resolve(file), disk.resolve(file));
        }
        Files.setPosixFilePermissions(disk.resolve("app"), PosixFilePermissions.fromString("rwxr-xr-x"));
        assumeTrue(canBoot(), "namespaces, overlays or control groups are not ours to make here");
    }

    /** Whether everything that the machine is made of can be had, tried out with a first process that ends at once. */
    private boolean canBoot() throws IOException, InterruptedException {
        var probe = new ProcessBuilder(
                        "unshare",
                        "-m",
                        "-p",
                        "-f",
                        "-C",
                        "-u",
                        "--propagation",
                        "private",
                        "sh",
                        "-c",
                        "d=$1 && mount -t tmpfs none $d && mkdir $d/u $d/w $d/m $d/c"
                                + " && mount -t overlay overlay -o lowerdir=/,upperdir=$d/u,workdir=$d/w $d/m"
                                + " && mount -t cgroup2 cgroup2 $d/c",
                        "sh",
                        Files.createDirectory(directory.resolve("probe")).toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("probe.out").toFile())
                .start();
        var groups = Files.readString(Path.of("/proc/self/mountinfo"));
        return probe.waitFor(1, TimeUnit.MINUTES) && probe.exitValue() == 0 && groups.contains(" - cgroup2 ");
    }

    @AfterEach
    void nothingIsLeft() throws IOException {
        try (var files = Files.walk(directory)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    @Test
    void apps_outlive_their_daemon_and_come_back_with_the_machine_however_it_went_down() throws Exception {
        assertThat(boot("setup").end()).isEqualTo(SWITCHED_OFF);
        var facts = facts("setup");
        assertThat(facts)
                .containsEntry("startup", "0")
                .containsEntry("again", "0")
                .containsEntry("check", "0");
        assertThat(facts.get("taken_over"))
                .as("pids after the service took over")
                .isEqualTo(facts.get("first"));
        assertThat(facts.get("before").split(" ")).hasSize(2);
        for (var afterwards : List.of("after_kill", "after_restart", "after_watchdog", "after_resurrect")) {
            assertThat(facts.get(afterwards)).as("pids %s", afterwards).isEqualTo(facts.get("before"));
        }
        assertThat(facts)
                .containsEntry("asked_while_away", "0")
                .containsEntry("sockets", "2")
                .containsEntry("ended", "inactive")
                .containsEntry("resurrected", "active")
                .containsEntry("oom", "0");
        assertThat(facts.get("group")).startsWith("/daruma.slice/daruma-scopes.service/app-web.");
        assertThat(facts.get("status")).contains("2 of 2");
        assertDrained();

        assertThat(boot("clean").end()).isEqualTo(SWITCHED_OFF);
        assertThat(facts("clean")).containsEntry("up", "0").containsEntry("check", "0");
        assertDrained();

        var machine = boot("dirty");
        machine.until("dirty");
        machine.cutOff();
        assertThat(disk.resolve("stopped.0")).as("nobody was told of the end").doesNotExist();
        assertThat(boot("after").end()).isEqualTo(SWITCHED_OFF);
        assertThat(facts("after")).containsEntry("up", "0").containsEntry("check", "0");
    }

    private void assertDrained() throws IOException {
        for (var app : List.of("stopped.0", "stopped.1")) {
            assertThat(disk.resolve(app))
                    .as("each app was told to end, once, at shutdown")
                    .hasContent("stopped");
            Files.delete(disk.resolve(app));
        }
    }

    private Map<String, String> facts(String phase) throws IOException {
        var facts = new HashMap<String, String>();
        for (var line : Files.readAllLines(disk.resolve("facts." + phase))) {
            facts.put(
                    line.substring(0, line.indexOf('=')),
                    line.substring(line.indexOf('=') + 1).strip());
        }
        return facts;
    }

    private Machine boot(String phase) throws IOException {
        Files.writeString(disk.resolve("phase"), phase);
        var process = new ProcessBuilder(
                        "sh",
                        SCRIPTS.resolve("machine").toString(),
                        directory.toString(),
                        distribution.toString(),
                        System.getProperty("java.home"))
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(directory.resolve("console." + phase).toFile())
                .start();
        return new Machine(phase, process);
    }

    private final class Machine {
        private final String phase;
        private final Process process;

        Machine(String phase, Process process) {
            this.phase = phase;
            this.process = process;
        }

        /** Waits for it to be switched off. */
        int end() throws Exception {
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                cutOff();
                throw new AssertionError("the machine was not switched off within " + PATIENCE + evidence());
            }
            assertThat(disk.resolve("done." + phase))
                    .as("the end of %s%s", phase, evidence())
                    .exists();
            return process.exitValue();
        }

        void until(String done) {
            await("the machine to come to the end of " + done)
                    .atMost(PATIENCE)
                    .until(() -> Files.exists(disk.resolve("done." + done)) || !process.isAlive());
        }

        /** As a power failure: its first process is killed, and with it all others. */
        void cutOff() throws InterruptedException {
            process.descendants()
                    .filter(it -> it.info().command().orElse("").endsWith("/systemd"))
                    .forEach(ProcessHandle::destroyForcibly);
            assertThat(process.waitFor(1, TimeUnit.MINUTES))
                    .as("the machine is off")
                    .isTrue();
        }

        private String evidence() throws IOException {
            var lines = new ArrayList<String>();
            for (var file : List.of(directory.resolve("console." + phase), disk.resolve("said." + phase))) {
                lines.add("--- " + file.getFileName());
                if (Files.exists(file)) {
                    var all = Files.readAllLines(file, StandardCharsets.ISO_8859_1);
                    lines.addAll(all.subList(Math.max(0, all.size() - 40), all.size()));
                }
            }
            return "\n" + String.join("\n", lines);
        }
    }
}
