package daruma.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
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

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
