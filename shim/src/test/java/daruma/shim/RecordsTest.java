package daruma.shim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What the run directory tells about a program that ran, ended, or never came to run. */
@ParameterizedClass
@MethodSource("daruma.shim.Twin#all")
class RecordsTest {

    @Parameter
    Twin twin;

    @TempDir
    Path dir;

    @Test
    void the_pid_record_stands_before_the_first_instruction() {
        var program = Programs.compiled("sees-pid-record");
        try (var shim = Shim.start(twin, dir, "--", program, dir.resolve("pid").toString())) {
            assertThat(shim.ended()).isZero();
        }
    }

    @Test
    void the_pid_record_says_who_the_program_is() throws IOException {
        try (var shim = Shim.start(
                twin, dir, "--", "/bin/sh", "-c", "read stat < /proc/self/stat; echo $stat; echo $PPID; read x")) {
            assertThat(shim.ended()).isEqualTo(1);
            var record = shim.record("pid");
            var lines = shim.text("out").lines().toList();
            var stat = lines.get(0).substring(lines.get(0).lastIndexOf(')') + 2).split(" ");
            assertThat(record).containsEntry("v", "1");
            assertThat(record).containsEntry("pid", lines.get(0).split(" ")[0]);
            assertThat(record).containsEntry("start", stat[19]);
            assertThat(record).containsEntry("shim", lines.get(1)).containsEntry("shim", "" + shim.process.pid());
            assertThat(Long.parseLong(record.get("shimstart")))
                    .isPositive()
                    .isLessThanOrEqualTo(Long.parseLong(stat[19]));
            var boot =
                    Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
            assertThat(record).containsEntry("boot", boot);
            assertThat(record.get("at")).matches("[0-9]{10}\\.[0-9]{9}");
            assertThat(shim.status()).isEqualTo(shim.text("pid"));
        }
    }

    @Test
    void each_exit_code_is_recorded_and_passed_on() {
        for (int code : new int[] {0, 1, 42, 126, 127, 255}) {
            try (var shim = Shim.start(twin, dir.resolve("c" + code), "--", "/bin/sh", "-c", "exit " + code)) {
                assertThat(shim.ended()).isEqualTo(code);
                var exit = shim.exit();
                assertThat(exit).containsEntry("code", "" + code).doesNotContainKeys("signal", "stage");
                assertThat(exit).containsEntry("exact", code <= 128 || twin.can("exact") ? "1" : "0");
                for (var key : new String[] {"pid", "start", "boot"}) {
                    assertThat(exit).containsEntry(key, shim.record("pid").get(key));
                }
            }
        }
    }

    @Test
    void the_exit_record_tells_when_and_at_what_cost() {
        try (var shim =
                Shim.start(twin, dir, "--", "/bin/sh", "-c", "i=0; while [ $i -lt 30000 ]; do i=$((i+1)); done")) {
            assertThat(shim.ended()).isZero();
            var exit = shim.exit();
            assertThat(exit.get("ended")).matches("[0-9]{10}\\.[0-9]{9}");
            assertThat(Double.parseDouble(exit.get("ended"))).isGreaterThan(Double.parseDouble(exit.get("began")));
            if (twin.can("exact")) {
                assertThat(Long.parseLong(exit.get("utime_us")) + Long.parseLong(exit.get("stime_us")))
                        .isPositive();
                assertThat(Long.parseLong(exit.get("maxrss_kb"))).isBetween(100L, 100_000L);
            } else {
                assertThat(exit).doesNotContainKeys("utime_us", "stime_us", "maxrss_kb");
            }
            assertThat(dir.resolve("exit.tmp")).doesNotExist();
            assertThat(dir.resolve("pid.tmp")).doesNotExist();
        }
    }

    @Test
    void each_signal_is_recorded_exactly_or_said_to_be_a_guess() {
        int[] signals = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 24, 25, 26, 27, 29, 30, 31, 34, 64};
        for (int signal : signals) {
            try (var shim = Shim.start(
                    twin,
                    dir.resolve("s" + signal),
                    "--rlimit",
                    "core=0",
                    "--",
                    "/bin/sh",
                    "-c",
                    "exec /bin/kill -" + signal + " $$")) {
                assertThat(shim.ended()).as("exit status for signal %d", signal).isEqualTo(128 + signal);
                if (twin.can("exact")) {
                    assertThat(shim.exit()).containsEntry("signal", "" + signal).containsEntry("core", "0");
                    assertThat(shim.exit()).containsEntry("exact", "1").doesNotContainKey("code");
                } else {
                    assertThat(shim.exit())
                            .containsEntry("code", "" + (128 + signal))
                            .containsEntry("exact", "0");
                }
            }
        }
    }

    @Test
    void a_core_dump_is_noted() {
        assumeTrue(twin.can("exact"), "a shell does not learn of core dumps; that exact=0 then is tested above");
        try (var shim = Shim.start(
                twin,
                dir,
                "--rlimit",
                "core=unlimited",
                "--cwd",
                dir.toString(),
                "--",
                "/bin/sh",
                "-c",
                "ulimit -H -c; kill -ABRT $$")) {
            shim.ended();
            assumeTrue(shim.text("out").contains("unlimited"), "core dumps are not allowed here");
            assertThat(shim.exit()).containsEntry("signal", "6").containsEntry("core", "1");
        }
    }

    @Test
    void a_program_that_does_not_exist_is_a_failed_exec() {
        for (var missing : new String[] {"/does/not/exist", "does-not-exist-on-the-path"}) {
            neverRan(Shim.start(twin, dir.resolve(missing.replace('/', '-')), "--", missing), "exec", 2, 127);
        }
    }

    @Test
    void a_program_whose_interpreter_is_missing_is_a_failed_exec() throws IOException {
        var script = script("#!/does/not/exist\n", "rwxr-xr-x");
        neverRan(Shim.start(twin, dir.resolve("run"), "--", script), "exec", 2, 127);
    }

    @Test
    void a_program_without_the_right_to_execute_is_a_failed_exec() throws IOException {
        neverRan(Shim.start(twin, dir.resolve("run"), "--", script("#!/bin/sh\n", "rw-r--r--")), "exec", 13, 126);
        neverRan(Shim.start(twin, dir.resolve("run2"), "--", dir.toString()), "exec", 13, 126);
    }

    @Test
    void a_file_that_is_no_program_is_a_failed_exec_but_a_shell_runs_it_as_a_script() throws IOException {
        var script = script("exit 5\n", "rwxr-xr-x");
        if (twin.can("exact")) {
            neverRan(Shim.start(twin, dir.resolve("run"), "--", script), "exec", 8, 126);
        } else {
            try (var shim = Shim.start(twin, dir.resolve("run"), "--", script)) {
                assertThat(shim.ended()).isIn(5, 126);
            }
        }
    }

    @Test
    void a_missing_working_directory_is_a_failed_chdir() throws IOException {
        neverRan(Shim.start(twin, dir.resolve("a"), "--cwd", "/does/not/exist", "--", "/bin/true"), "chdir", 2, 126);
        var file = script("", "rw-r--r--");
        neverRan(Shim.start(twin, dir.resolve("b"), "--cwd", file, "--", "/bin/true"), "chdir", 20, 126);
    }

    private static void neverRan(Shim started, String stage, int errno, int status) {
        try (var shim = started) {
            assertThat(shim.ended()).isEqualTo(status);
            assertThat(shim.exit()).containsEntry("stage", stage).containsEntry("errno", "" + errno);
            assertThat(shim.exit()).containsKeys("v", "began", "ended").doesNotContainKeys("pid", "code", "signal");
            assertThat(shim.run.resolve("pid")).doesNotExist();
            assertThat(shim.status()).endsWith("stage=" + stage + "\nerrno=" + errno + "\n");
        }
    }

    private String script(String text, String rights) throws IOException {
        var script = dir.resolve("script");
        Files.writeString(script, text);
        Files.setPosixFilePermissions(script, java.nio.file.attribute.PosixFilePermissions.fromString(rights));
        return script.toString();
    }

    @Test
    void a_program_is_looked_for_on_the_path_of_its_environment() {
        try (var shim = Shim.start(twin, dir, "--", "sh", "-c", "exit 9")) {
            assertThat(shim.ended()).isEqualTo(9);
        }
    }

    @Test
    void the_status_lines_end_while_the_program_runs() {
        try (var shim = Shim.start(twin, dir, "--", "/bin/sleep", "60")) {
            assertThat(shim.status()).contains("pid=" + shim.pid() + "\n");
            assertThat(Shim.lives(shim.pid())).isTrue();
        }
    }

    @Test
    void nobody_reading_the_status_lines_does_not_matter() {
        var nobody = "exec 6>/dev/full; ";
        try (var shim =
                Shim.start(twin, nobody, dir, "--status-fd", "6", "--fd", "6", "--", "/bin/sh", "-c", "exit 4")) {
            assertThat(shim.ended()).isEqualTo(4);
        }
        try (var shim =
                Shim.start(twin, closedPipe(), dir.resolve("b"), "--status-fd", "6", "--", "/bin/sh", "-c", "exit 4")) {
            assertThat(shim.ended()).isEqualTo(4);
            assertThat(shim.exit()).containsEntry("code", "4");
        }
    }

    /** Leaves descriptor 6 on a FIFO whose only reader is gone. */
    private String closedPipe() {
        var fifo = dir.resolve("fifo");
        return "mkfifo " + fifo + "; exec 5<>" + fifo + " 6>" + fifo + " 5>&-; ";
    }

    @Test
    void wrong_options_are_refused_with_64() {
        for (var wrong : new String[][] {
            {"--no-such-option", "x", "--", "/bin/true"},
            {"--nice", "much", "--", "/bin/true"},
            {"--umask"},
            {"/bin/true"},
            {"--"}
        }) {
            try (var shim = Shim.start(twin, dir, wrong)) {
                assertThat(shim.ended()).as(String.join(" ", wrong)).isEqualTo(64);
                assertThat(dir.resolve("pid")).doesNotExist();
            }
        }
    }
}
