package daruma.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import daruma.control.Answer;
import daruma.control.Method;
import daruma.testkit.control.ScriptedDaemon;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What happens when there is no daemon, with launchers that are small scripts. */
class DaemonStartTest extends WithDaemon {
    @BeforeEach
    void noDaemon() throws IOException {
        daemon.close();
        Files.writeString(directory.resolve("app.sh"), "");
    }

    private Path launcher(String text) throws IOException {
        var file = Files.createDirectories(home.resolve("a b")).resolve("darumad");
        Files.writeString(file, "#!/bin/sh\n" + text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
        return file;
    }

    @Test
    void the_launcher_is_run_with_the_home_and_its_daemon_is_waited_for() throws Exception {
        var mark = home.resolve("mark");
        var file = launcher("echo \"$DARUMA_HOME\" > '" + mark + ".tmp' && mv '" + mark + ".tmp' '" + mark + "'\n");
        var helper = Thread.ofVirtual().start(() -> {
            await("the launcher's mark").atMost(Duration.ofSeconds(30)).until(() -> Files.exists(mark));
            daemon = ScriptedDaemon.listen(home.resolve("daruma.sock"));
            daemon.answers(Method.START, new Answer.Changed(List.of(Apps.api()), List.of()));
        });
        var result = shell().withRunningClock().daemonCommand(file.toString()).run("start", "app.sh");
        helper.join();
        assertThat(result.exit()).as(result.err()).isZero();
        assertThat(result.err()).contains("starting the daemon");
        assertThat(Files.readString(mark)).isEqualTo(home + "\n");
    }

    @Test
    void a_launcher_that_fails_is_quoted_with_the_end_of_the_daemons_log() throws Exception {
        Files.createDirectories(home.resolve("logs"));
        Files.writeString(home.resolve("logs/daemon.log"), "cannot lock the home\n");
        var file = launcher("echo 'no java here' >&2; exit 9\n");
        var result = shell().withRunningClock().daemonCommand(file.toString()).run("start", "app.sh");
        assertThat(result.exit()).isEqualTo(5);
        assertThat(result.err())
                .contains("exit code 9")
                .contains("no java here")
                .contains("cannot lock the home")
                .contains(home.resolve("logs/daemon.log").toString());
    }

    @Test
    void an_installation_without_a_launcher_says_so() {
        var result = shell().run("start", "app.sh");
        assertThat(result.exit()).isEqualTo(5);
        assertThat(result.err()).contains("daruma.daemon.command");
    }
}
