package daruma.cli;

import static org.assertj.core.api.Assertions.assertThat;

import daruma.control.Answer;
import daruma.control.Method;
import daruma.control.Request;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Setting up and taking away, with an init system that writes down what it is told, and fails when it is told to. */
class StartupTest extends WithDaemon {
    private static final String ALL_WELL =
            "ActiveState=active\nUnitFileState=enabled\nMainPID=4121\nNeedDaemonReload=no";

    private Path bin = Path.of("/");
    private Path units = Path.of("/");
    private Path said = Path.of("/");

    @BeforeEach
    void initSystem() throws IOException {
        bin = Files.createDirectory(directory.resolve("bin"));
        units = directory.resolve("config/systemd/user");
        said = directory.resolve("said");
        program("darumad", "");
        program("journalctl", "echo 'no Java 25 or newer was found'");
        program("loginctl", "");
        systemctl("");
        daemon.answers(Method.PING, new Answer.Pong("1"));
        daemon.answers(
                Method.INFO, new Answer.DaemonInfo("1", 4121, Instant.EPOCH, 0, "/h", "/s", "/l", "25", List.of()));
    }

    private void program(String name, String text) throws IOException {
        var file = Files.writeString(bin.resolve(name), "#!/bin/sh\n" + text + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    }

    /** Notes every order; answers questions from the file "stands"; then does what a test adds. */
    private void systemctl(String more) throws IOException {
        program(
                "systemctl",
                "case \"$*\" in *--version*) echo 'systemd 252 (252.1)'; exit ;;"
                        + " *' show '*) cat '" + directory.resolve("stands") + "' 2> /dev/null; exit 0 ;; esac\n"
                        + "echo \"$*\" >> '" + said + "'\n" + more);
    }

    private void stands(String text) throws IOException {
        Files.writeString(directory.resolve("stands"), text);
    }

    private List<String> orders() throws IOException {
        return Files.exists(said) ? Files.readAllLines(said) : List.of();
    }

    private Shell.Result daruma(String... words) {
        return shell().env("PATH", bin + ":/usr/bin:/bin")
                .env("XDG_CONFIG_HOME", directory.resolve("config").toString())
                .daemonCommand(bin.resolve("darumad").toString())
                .user("ada")
                .run(words);
    }

    private void noDaemonAtFirst() throws IOException {
        daemon.close();
        // What the started service would bring.
        Files.deleteIfExists(home.resolve("daruma.sock"));
    }

    @Test
    void what_is_set_up_and_runs_is_left_alone() throws IOException {
        stands(ALL_WELL);
        var first = daruma("startup", "systemd", "--user");
        assertThat(first.exit()).as(first.err()).isZero();
        assertThat(first.err()).contains("wrote " + units.resolve("daruma.service"));
        assertThat(orders()).contains("--user daemon-reload", "--user enable daruma.service daruma-apps.service");
        var count = orders().size();
        var second = daruma("startup", "systemd", "--user");
        assertThat(second.exit()).isZero();
        assertThat(second.err())
                .contains("set up already")
                .contains("nothing was changed")
                .contains("enable-linger");
        assertThat(orders()).hasSize(count);
    }

    @Test
    void a_daemon_that_runs_hands_its_apps_over_and_is_not_asked_to_stop_them() throws IOException {
        stands("ActiveState=inactive\nUnitFileState=disabled\nMainPID=0\nNeedDaemonReload=no");
        daemon.answers(Method.SHUTDOWN, new Answer.Done());
        systemctl("");
        // The scripted daemon does not end when asked to, and that is what is told.
        program("systemctl.never", "");
        assertThat(daemon.requests()).isEmpty();
        var result = daruma("startup", "systemd", "--user", "--dry-run");
        assertThat(result.out())
                .contains("would write: " + units.resolve("daruma-apps.service"))
                .contains("would run: systemctl --user enable daruma.service daruma-apps.service")
                .contains("would run: systemctl --user start daruma.service daruma-apps.service");
        assertThat(orders()).isEmpty();
        assertThat(units).doesNotExist();
        assertThat(daemon.requests()).noneMatch(request -> request instanceof Request.Shutdown);
    }

    @Test
    void if_the_service_does_not_start_everything_is_taken_back_and_its_last_words_are_told() throws IOException {
        noDaemonAtFirst();
        Files.createDirectories(units);
        Files.writeString(units.resolve("daruma.service"), "mine\n");
        systemctl("case \"$*\" in *' start '*) echo 'Job failed.'; exit 1 ;; esac");
        var result = daruma("startup", "systemd", "--user");
        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.err())
                .contains("cannot have daruma.service started at boot")
                .contains("Job failed.")
                .contains("no Java 25 or newer was found")
                .contains("Everything was taken back");
        assertThat(units.resolve("daruma.service")).hasContent("mine\n");
        assertThat(units.resolve("daruma-apps.service")).doesNotExist();
        assertThat(units.resolve("daruma-scopes.service")).doesNotExist();
        assertThat(orders())
                .containsSubsequence(
                        "--user start daruma.service daruma-apps.service",
                        "--user stop daruma.service",
                        "--user disable daruma.service daruma-apps.service",
                        "--user daemon-reload");
    }

    @Test
    void a_service_of_the_machine_needs_root_and_says_the_line_to_run() throws IOException {
        var result = daruma("startup", "systemd");
        assertThat(result.exit()).isEqualTo(7);
        assertThat(result.out())
                .startsWith("sudo env PATH=" + bin)
                .contains(bin.resolve("daruma") + " startup systemd --run-as ada --hp " + directory);
        assertThat(result.err()).contains("daruma startup --user");
        assertThat(orders()).isEmpty();
    }

    @Test
    void an_image_gets_its_files_and_nothing_is_started() throws IOException {
        var image = directory.resolve("image");
        Files.createDirectories(image.resolve("etc/systemd/system"));
        var result = daruma("startup", "--root", image.toString());
        assertThat(result.exit()).as(result.err()).isZero();
        assertThat(image.resolve("etc/systemd/system/daruma.service"))
                .content()
                .contains("ExecStart=" + bin.resolve("darumad"));
        assertThat(orders()).containsExactly("--root=" + image + " enable daruma.service daruma-apps.service");
        assertThat(daruma("startup", "--root", image.toString(), "--check").exit())
                .isZero();
        assertThat(daruma("unstartup", "--root", image.toString()).exit()).isZero();
        assertThat(image.resolve("etc/systemd/system/daruma.service")).doesNotExist();
    }

    @Test
    void the_files_can_be_printed_for_every_init_system_and_nothing_is_done() throws IOException {
        assertThat(daruma("startup", "systemd", "--print").out())
                .contains("# /etc/systemd/system/daruma.service", "WatchdogSec=30");
        assertThat(daruma("startup", "openrc", "--print").out()).contains("# /etc/init.d/daruma", "ebegin");
        assertThat(daruma("startup", "launchd", "--print").out()).contains("/Library/LaunchDaemons/", "KeepAlive");
        assertThat(orders()).isEmpty();
    }

    @Test
    void the_check_says_what_is_missing_and_what_differs() throws IOException {
        var nothing = daruma("startup", "systemd", "--user", "--check");
        assertThat(nothing.exit()).isEqualTo(3);
        assertThat(nothing.out()).contains("daruma.service: missing").contains("not set up");
        stands(ALL_WELL);
        daruma("startup", "systemd", "--user");
        var well = daruma("startup", "systemd", "--user", "--check");
        assertThat(well.exit()).as(well.out()).isZero();
        assertThat(well.out()).contains("running   yes, pid 4121").contains("all is as it should be");
        Files.writeString(units.resolve("daruma.service"), "# changed by hand\n");
        stands("ActiveState=inactive\nUnitFileState=enabled\nMainPID=0\nNeedDaemonReload=yes");
        var changed = daruma("startup", "systemd", "--user", "--check");
        assertThat(changed.exit()).isEqualTo(1);
        assertThat(changed.out())
                .contains("daruma.service differs; it does not run; systemd has not read the changed files");
        assertThat(changed.out()).contains("Put right with: daruma startup --user");
    }

    @Test
    void a_daemon_outside_of_the_service_is_found_out() throws IOException {
        stands(ALL_WELL);
        daruma("startup", "systemd", "--user");
        stands(ALL_WELL.replace("4121", "77"));
        var check = daruma("startup", "systemd", "--user", "--check");
        assertThat(check.exit()).isEqualTo(1);
        assertThat(check.out()).contains("the daemon of this home runs outside of the service");
    }

    @Test
    void what_does_not_go_together_is_refused() {
        assertThat(daruma("startup", "upstart").err())
                .contains("no files for \"upstart\"")
                .contains("openrc");
        assertThat(daruma("startup", "openrc", "--user").err()).contains("no services of users");
        assertThat(daruma("startup", "systemd", "--user", "--run-as", "bob").exit())
                .isEqualTo(2);
        assertThat(daruma("startup", "systemd", "--run-as", "bob").err()).contains("--hp");
        assertThat(daruma("startup", "systemd", "--service-name", "../x").exit())
                .isEqualTo(2);
        assertThat(daruma("unstartup", "systemd", "--user").err()).contains("not set up");
    }
}
