package daruma.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.Test;

/** The path that everybody takes: start, see it run, see it come back, ask why, stop. */
class FirstStepsTest {
    @Test
    void a_server_starts_is_ready_comes_back_when_it_is_killed_and_is_gone_after_delete() throws Exception {
        try (var home = DarumaHome.create()) {
            var server = home.programs().nodeServer("web");
            int port = freePort();

            home.ok("start", server.toString(), "--port", Integer.toString(port));
            var first = home.app("web");
            assertThat(first.status()).isEqualTo("running");
            assertThat(get(port)).isEqualTo("pid " + first.only().alivePid() + "\n");

            Processes.signal(first.only().alivePid(), "KILL");
            var second = home.untilApp(
                    "web",
                    "to be ready again",
                    app -> app.ready() == 1 && app.only().incarnation() == 2);
            assertThat(get(port)).isEqualTo("pid " + second.only().alivePid() + "\n");
            assertThat(second.only().lastExit().orElseThrow().word()).isEqualTo("SIGKILL");
            assertThat(second.only().restarts()).isEqualTo(1);
            assertThat(home.ok("why", "web").out()).contains("SIGKILL");

            home.ok("stop", "web");
            assertThat(home.app("web").status()).isEqualTo("stopped");
            assertThat(Processes.isAlive(second.only().alivePid())).isFalse();
            home.ok("delete", "web");
            assertThat(home.ls()).isEmpty();
            assertThat(home.processes("web.js")).isEmpty();
        }
    }

    @Test
    void after_kill_nothing_is_left_and_what_was_declared_comes_back() {
        try (var home = DarumaHome.create()) {
            home.ok("start", home.programs().sleeps("one").toString(), "-i", "2");
            home.ok("kill");

            home.until(
                    "every process of the home to end", () -> home.processes("").isEmpty());
            home.ok("resurrect");
            home.untilApp("one", "to run again", app -> app.ready() == 2);
        }
    }

    @Test
    void a_program_that_fails_at_start_is_told_with_its_own_words_and_a_status_of_its_own() {
        try (var home = DarumaHome.create()) {
            var broken = home.programs().shell("broken", "echo 'SyntaxError: missing )' >&2; exit 3");

            var said = home.daruma("start", broken.toString());
            assertThat(said.exit()).as(said.toString()).isEqualTo(1);
            assertThat(said.out() + said.err())
                    .contains("SyntaxError: missing )")
                    .contains("exit code 3");
        }
    }

    @Test
    void in_the_posix_locale_a_program_outside_ascii_runs_and_gets_the_locale_of_its_caller() throws Exception {
        try (var home = DarumaHome.create()) {
            home.with("LC_ALL", "POSIX");
            var program = home.programs().shell("café 日本", "echo \"locale $LC_ALL\"; exec sleep 600");

            home.ok("start", program.toString(), "--name", "cafe");
            assertThat(home.app("cafe").status()).isEqualTo("running");
            home.until("its word", () -> home.ok("logs", "cafe", "--raw").out().contains("locale POSIX\n"));
        }
    }

    static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    static String get(int port) throws IOException, InterruptedException {
        try (var client = HttpClient.newHttpClient()) {
            return client.send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/"))
                                    .build(),
                            BodyHandlers.ofString())
                    .body();
        }
    }
}
