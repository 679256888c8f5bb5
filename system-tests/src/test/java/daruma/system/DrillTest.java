package daruma.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

/** Drills, against a program that can take it and one that cannot. */
class DrillTest {
    @Test
    void a_program_that_gets_up_again_passes_and_is_ready_afterwards() throws IOException {
        try (var home = DarumaHome.create()) {
            home.ok("start", home.programs().nodeServer("web").toString(), "--port", Integer.toString(freePort()));
            var said = home.daruma("drill", "web", "--yes", "--only", "crash,stop,daemon");
            assertThat(said.out()).contains("crash", "stop", "daemon").doesNotContain("FAILED");
            assertThat(said.exit()).as(said.toString()).isZero();
            assertThat(home.app("web").ready()).isEqualTo(1);
        }
    }

    @Test
    void a_program_that_does_not_end_when_asked_fails_and_one_without_a_port_cannot_be_seen_to_freeze() {
        try (var home = DarumaHome.create()) {
            home.ok("start", home.programs().ignoresTerm("deaf").toString(), "--kill-timeout", "1s");
            var said = home.daruma("drill", "deaf", "--yes", "--only", "stop,freeze");
            assertThat(said.exit()).as(said.toString()).isEqualTo(1);
            assertThat(said.out()).contains("FAILED", "had to be killed", "skipped", "nobody could notice");
        }
    }

    @Test
    void a_program_that_answers_its_health_check_late_is_taken_out_of_service_and_comes_back() throws IOException {
        try (var home = DarumaHome.create()) {
            var server = home.programs().nodeServer("web");
            int port = freePort();
            var manifest = home.directory().resolve("daruma.yaml");
            Files.writeString(manifest, """
                    apps:
                      - name: web
                        command: [node, "%s"]
                        port: %d
                        readinessProbe:
                          httpGet: { path: / }
                          periodSeconds: 1
                          failureThreshold: 2
                    """.formatted(server, port));
            home.ok("start", manifest.toString());
            long pid = home.pid("web");
            var said = home.daruma("drill", "web", "--yes", "--only", "slow");
            assertThat(said.exit()).as(said.toString()).isZero();
            assertThat(said.out()).contains("slow", "passed", "out of service after", "back by itself");
            assertThat(home.pid("web")).isEqualTo(pid);
        }
    }

    @Test
    void what_nothing_asks_cannot_be_seen_to_answer_late() throws IOException {
        try (var home = DarumaHome.create()) {
            home.ok("start", home.programs().nodeServer("web").toString(), "--port", Integer.toString(freePort()));
            var said = home.daruma("drill", "web", "--yes", "--only", "slow");
            assertThat(said.exit()).as(said.toString()).isZero();
            assertThat(said.out()).contains("skipped", "--health-http");
        }
    }

    @Test
    void a_flood_into_a_spool_that_nobody_reads_is_bounded_and_the_app_goes_on() throws IOException {
        try (var home = DarumaHome.create()) {
            home.ok("start", home.programs().nodeServer("web").toString(), "--port", Integer.toString(freePort()));
            long pid = home.pid("web");
            var said = home.daruma("drill", "web", "--yes", "--only", "full");
            assertThat(said.exit()).as(said.toString()).isZero();
            assertThat(said.out()).contains("full", "passed", "the app went on");
            assertThat(home.pid("web")).isEqualTo(pid);
            assertThat(home.ok("logs", "web", "--lines", "1", "--no-stream").out())
                    .contains("drill: a line of a flood");
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
