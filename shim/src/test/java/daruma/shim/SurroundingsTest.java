package daruma.shim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What the program finds when it starts: descriptors, session, signals, limits, rights. */
@ParameterizedClass
@MethodSource("daruma.shim.Twin#all")
class SurroundingsTest {

    private static final boolean ROOT = "root".equals(System.getProperty("user.name"));

    @Parameter
    Twin twin;

    @TempDir
    Path dir;

    private int runs;

    /** The output of a shell script run with options. */
    private String seen(String script, String... options) {
        return prepared("", script, options).text("out").strip();
    }

    private Shim prepared(String preparation, String script, String... options) {
        var arguments = new ArrayList<>(List.of(options));
        arguments.addAll(List.of("--", "/bin/sh", "-c", script));
        try (var shim = Shim.start(twin, preparation, dir.resolve("r" + runs++), arguments.toArray(String[]::new))) {
            assertThat(shim.ended()).as(shim.text("err") + shim.text("exit")).isZero();
            return shim;
        }
    }

    @Test
    void the_program_has_its_three_streams_and_nothing_else() {
        var leaky = "exec 3</dev/zero 4</dev/zero 5</dev/zero 9</dev/zero; ";
        var shim = prepared(leaky, "readlink /proc/$$/fd/*; true");
        assertThat(shim.text("out").lines().filter(target -> !target.isBlank()))
                .containsExactly("/dev/null", shim.run.resolve("out") + "", shim.run.resolve("err") + "");
    }

    @Test
    void the_lock_is_the_only_further_descriptor() {
        var shim = prepared("", "readlink /proc/$$/fd/*; true", "--lock", dir.resolve("lock") + "");
        assertThat(shim.text("out").lines().skip(3)).containsExactly(dir.resolve("lock") + "");
    }

    @Test
    void a_named_descriptor_is_inherited_and_its_neighbours_are_not() {
        var leaky = "exec 3</dev/zero 4</dev/zero 5</dev/zero; ";
        var shim = prepared(leaky, "readlink /proc/$$/fd/*; true", "--fd", "4");
        assertThat(shim.text("out").lines().skip(3)).containsExactly("/dev/zero");
    }

    @Test
    void sockets_come_from_3_on_with_the_variables_that_tell_of_them() {
        var two =
                "exec 3</dev/zero 4</dev/full 5</dev/zero; LISTEN_FDS=77; LISTEN_PID=1; export LISTEN_FDS LISTEN_PID; ";
        var shim = prepared(
                two,
                "echo $LISTEN_FDS $LISTEN_FDNAMES; [ $LISTEN_PID = $$ ] && echo mine; readlink /proc/$$/fd/3 /proc/$$/fd/4 /proc/$$/fd/5;"
                        + " true",
                "--listen-fds",
                "2",
                "--listen-names",
                "web:admin");
        assertThat(shim.text("out").lines()).containsExactly("2 web:admin", "mine", "/dev/zero", "/dev/full");
    }

    @Test
    void the_first_socket_is_descriptor_0_too_if_asked() {
        var shim = prepared(
                "exec 3</dev/zero 4</dev/full; ",
                "readlink /proc/$$/fd/0 /proc/$$/fd/3; true",
                "--listen-fds",
                "2",
                "--listen-stdin");
        assertThat(shim.text("out").lines()).containsExactly("/dev/zero", "/dev/zero");
    }

    @Test
    void the_program_leads_a_session_of_its_own() {
        assumeTrue(twin.can("session") || twin.can("subreaper"), "no setsid(1): a notice, see below");
        assertThat(seen("read a b < /proc/$$/stat; set -- ${b##*) }; [ $3 = $$ ] && [ $4 = $$ ] && echo leader"))
                .isEqualTo("leader");
    }

    @Test
    void signals_are_at_their_defaults_and_none_is_blocked() {
        var ignoring = "trap '' HUP USR1 USR2 PIPE; ";
        var status = twin.can("subreaper")
                ? prepared(ignoring, "exec grep -E 'Sig(Blk|Ign)' /proc/self/status")
                        .text("out")
                : seen("exec grep -E 'Sig(Blk|Ign)' /proc/self/status");
        if (twin.can("subreaper") || twin.can("signals")) {
            // 32 and 33 belong to the libc; the JVM ignores them, and no program of a shell can undo that
            var none = twin.can("subreaper") ? "0000000000000000" : "0000000180000000|0000000000000000";
            assertThat(status.lines()).allMatch(line -> line.matches("Sig...:\\s(" + none + ")"));
        } else {
            assertThat(prepared("", "true").status()).contains("notice=signals");
        }
    }

    @Test
    void the_environment_is_that_of_the_shim() {
        assertThat(prepared("A='b c'; export A; ", "echo \"$A\" ${DARUMA_RUN_ID:+cookie}")
                        .text("out"))
                .isEqualTo("b c cookie\n");
    }

    @Test
    void working_directory_umask_and_nice_are_set() throws IOException {
        var there = Files.createDirectories(dir.resolve("the re")).toString();
        assertThat(seen("pwd", "--cwd", there)).isEqualTo(there);
        assertThat(seen("umask", "--umask", "027")).endsWith("027");
        assertThat(seen("nice", "--nice", "7")).isEqualTo("7");
    }

    @Test
    void limits_are_set_soft_and_hard() {
        assumeTrue(twin.can("rlimit"), "no prlimit(1) here");
        assertThat(seen("ulimit -S -n; ulimit -H -n", "--rlimit", "nofile=200:300"))
                .isEqualTo("200\n300");
        assertThat(seen("ulimit -S -n", "--rlimit", "nofile=150")).isEqualTo("150");
        assertThat(seen("ulimit -S -c", "--rlimit", "core=0:unlimited")).isEqualTo("0");
        assertThat(seen("ulimit -S -t; ulimit -S -s", "--rlimit", "cpu=100", "--rlimit", "stack=1048576"))
                .isEqualTo("100\n1024");
    }

    @Test
    void a_setting_that_is_not_possible_is_a_notice_and_the_program_runs() {
        var impossible = List.of(
                List.of("--rlimit", "nofile=99999999999:99999999999", "notice=nofile"),
                List.of("--rlimit", "no-such-limit=3", "notice=no-such-limit"),
                List.of("--oom-score-adj", "5000", "notice=oom_score_adj"),
                List.of("--cgroup", "/does/not/exist", "notice=cgroup"));
        for (var setting : impossible) {
            assertThat(prepared("", "true", setting.get(0), setting.get(1)).status())
                    .contains(setting.get(2));
        }
    }

    @Test
    void oom_score_adj_is_set() {
        assertThat(seen("cat /proc/self/oom_score_adj", "--oom-score-adj", "321"))
                .isEqualTo("321");
    }

    @Test
    void the_user_and_all_groups_are_switched() {
        assumeTrue(ROOT, "only root can switch the user");
        assumeTrue(twin.can("user"), "no setpriv(1) here");
        var who = "id -u; id -g; id -G; echo x >> /dev/stdout";
        assertThat(seen(who, "--user", "65534", "--group", "65534").lines().toList())
                .startsWith("65534", "65534", "65534");
        assertThat(seen(who, "--user", "65534", "--group", "65534", "--groups", "65534,7")
                        .lines())
                .startsWith("65534", "65534")
                .anyMatch(line -> List.of("65534 7", "7 65534").contains(line));
    }

    @Test
    void a_user_switch_that_is_not_allowed_fails_the_start() {
        assumeTrue(ROOT, "needs root to drop rights first");
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/setpriv")), "no setpriv(1) here");
        var open = "chmod 777 " + dir + "; ";
        var unprivileged = new ArrayList<>(List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"));
        unprivileged.addAll(twin.command());
        var asNobody = new Twin(twin.name(), unprivileged, twin.holder(), twin.capabilities());
        var run = dir.resolve("nobody");
        try (var shim = Shim.start(
                asNobody, open + "chown 65534 " + run + "; ", run, "--user", "0", "--group", "0", "--", "/bin/true")) {
            assertThat(shim.ended()).isEqualTo(126);
            assertThat(shim.exit()).containsEntry("stage", "user").containsEntry("errno", "1");
            assertThat(shim.status()).contains("stage=user\nerrno=1\n");
        }
    }

    @Test
    void standard_input_is_empty() {
        assertThat(seen("cat; echo end")).isEqualTo("end");
    }
}
