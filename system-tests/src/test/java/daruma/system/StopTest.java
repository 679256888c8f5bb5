package daruma.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** F7, F8, F9: programs that do not want to go, cannot, or leave others behind. */
class StopTest {
    @Test
    void f7_a_stopped_process_hears_that_it_is_to_end() {
        try (var home = DarumaHome.create()) {
            home.ok("start", home.programs().sleeps("one").toString(), "-i", "3");
            var one = home.app("one").instances().get(1);
            Processes.signal(one.alivePid(), "STOP");

            var said = home.ok("stop", "one");
            assertThat(said.took()).isLessThan(Duration.ofSeconds(10));
            assertThat(home.processes("sleep 86400")).isEmpty();
            assertThat(home.app("one").instances())
                    .allMatch(instance -> !instance.lastExit().orElseThrow().forced());
        }
    }

    @Test
    void f8_a_program_that_ignores_the_signal_is_killed_after_its_grace_and_that_is_written_down() {
        try (var home = DarumaHome.create()) {
            home.ok("start", home.programs().ignoresTerm("stubborn").toString(), "--kill-timeout", "1s");
            long pid = home.pid("stubborn");

            var said = home.ok("stop", "stubborn");
            assertThat(said.took()).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(15));
            System.out.println(
                    "F8: grace of 1 s, stopped after " + said.took().toMillis() + " ms, JVM of the command included");
            assertThat(Processes.isAlive(pid)).isFalse();
            var exit = home.app("stubborn").only().lastExit().orElseThrow();
            assertThat(exit.forced()).isTrue();
            assertThat(exit.asked()).isTrue();
            assertThat(exit.word()).isEqualTo("SIGKILL");
        }
    }

    @Test
    void a_port_that_is_still_held_after_a_stop_is_told_with_its_holder() throws IOException {
        try (var home = DarumaHome.create()) {
            var port = freePort();
            home.ok("start", home.programs().sleeps("web").toString(), "--port", Integer.toString(port), "--no-wait");
            try (var _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                assertThat(home.ok("stop", "web").err())
                        .contains("its port " + port + " is held by pid "
                                + ProcessHandle.current().pid());
            }

            home.ok("start", "web", "--no-wait");
            assertThat(home.ok("stop", "web").err()).doesNotContain("is held by");
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Test
    void f9_nothing_of_a_family_is_left_whatever_it_forks_while_it_is_stopped() {
        try (var home = DarumaHome.create()) {
            var family = home.programs().forksAndLeaves("family", 100);
            for (int time = 0; time < 2 * DarumaHome.TIMES; time++) {
                home.ok("start", family.toString(), "--kill-timeout", "2s");
                home.until(
                        "the family to be there",
                        () -> home.processes("sleep 86400").size() >= 4);
                home.ok("stop", "family");
                assertThat(home.processes("sleep 86400")).as("survivors").isEmpty();
                assertThat(home.processes("family.sh")).as("survivors").isEmpty();
                home.ok("delete", "family");
            }
        }
    }

    @Test
    void f9_a_family_whose_head_dies_is_swept_before_the_next_is_started() {
        try (var home = DarumaHome.create()) {
            home.ok("start", home.programs().forksAndLeaves("family", 0).toString(), "--kill-timeout", "2s");
            home.until(
                    "the family to be there",
                    () -> home.processes("sleep 86400").size() >= 4);
            var first = home.processes("sleep 86400");

            Processes.signal(home.pid("family"), "KILL");
            home.untilApp("family", "to run again", app -> app.only().incarnation() == 2 && app.ready() == 1);
            home.until("the first family to be gone", () -> first.stream().noneMatch(Processes::isAlive));
        }
    }
}
