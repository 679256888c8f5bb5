package daruma.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** F3: the shim of an app is killed. */
class ShimDeathTest {
    @Test
    void f3_the_app_lives_on_its_supervision_is_called_degraded_and_its_death_is_noticed() {
        try (var home = DarumaHome.create()) {
            home.ok("start", home.programs().sleeps("one").toString());
            for (int time = 0; time < DarumaHome.TIMES; time++) {
                var before = home.app("one").only();
                long pid = before.alivePid();
                long shim = Processes.parentOf(pid);
                assertThat(Processes.commandLine(shim)).contains("daruma-shim");

                Processes.signal(shim, "KILL");
                var degraded = home.untilApp(
                        "one",
                        "to say that it has no shim",
                        app -> !app.only().notice().isEmpty());
                assertThat(degraded.only().alivePid()).isEqualTo(pid);
                assertThat(Processes.isAlive(pid)).isTrue();

                long began = System.nanoTime();
                Processes.signal(pid, "KILL");
                var after = home.untilApp(
                        "one",
                        "to run again",
                        app -> app.ready() == 1 && app.only().alivePid() != pid);
                System.out.println("F3: running again after "
                        + Duration.ofNanos(System.nanoTime() - began).toMillis() + " ms");
                assertThat(after.only().incarnation()).isEqualTo(before.incarnation() + 1);
                assertThat(after.only().notice()).isEmpty();
                assertThat(home.processes("sleep 86400")).hasSize(1);
            }
        }
    }

    @Test
    void f3_shim_and_daemon_are_killed_together_and_the_app_is_adopted() {
        try (var home = DarumaHome.create()) {
            home.ok("start", home.programs().sleeps("one").toString());
            long pid = home.pid("one");
            long holder = home.holdDaemonDown();
            Processes.signal(Processes.parentOf(pid), "KILL");
            home.letDaemonComeBack(holder);

            home.untilApp(
                    "one",
                    "to say that it has no shim",
                    app -> !app.only().notice().isEmpty());
            assertThat(home.pid("one")).isEqualTo(pid);
            home.ok("stop", "one");
            assertThat(Processes.isAlive(pid)).isFalse();
            assertThat(home.processes("sleep 86400")).isEmpty();
        }
    }
}
