package daruma.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** F6: programs that always crash, soon or after a while. */
class CrashLoopTest {
    @ParameterizedTest
    @ValueSource(strings = {"0", "0.5", "3", "20"})
    void f6_a_program_that_always_ends_after_so_many_seconds_is_called_a_crash_loop(String seconds) {
        assumeTrue(!seconds.equals("20") || DarumaHome.TIMES > 1, "takes minutes: only in a soak");
        try (var home = DarumaHome.create()) {
            home.daruma("start", home.programs().exitsAfter("falls", seconds, 1).toString());

            var seen = home.untilApp(
                    "falls", "to be a crash loop", app -> app.status().equals("crash-loop"));
            assertThat(seen.only().lastExit().orElseThrow().word()).isEqualTo("1");
            assertThat(home.ok("why", "falls").out()).contains("exit code 1");
            assertThat(seen.only().nextTryAt())
                    .as("it is tried again all the same")
                    .isPresent();
            if (DarumaHome.TIMES > 1) {
                long incarnation = seen.only().incarnation();
                home.untilApp("falls", "to be tried again", app -> app.only().incarnation() > incarnation);
            }
            home.ok("stop", "falls");
            assertThat(home.app("falls").status()).isEqualTo("stopped");
        }
    }

    @Test
    void f6_several_that_crash_at_once_beside_busy_ones_are_judged_each_and_cost_little() {
        try (var home = DarumaHome.create()) {
            home.ok("start", home.programs().burns("busy").toString(), "-i", "2");
            var busy = home.pids();
            for (int i = 0; i < 5; i++) {
                home.daruma(
                        "start",
                        home.programs().exitsAfter("falls" + i, "0", i + 1).toString(),
                        "--no-wait");
            }
            for (int i = 0; i < 5; i++) {
                var seen = home.untilApp(
                        "falls" + i, "to be a crash loop", app -> app.status().equals("crash-loop"));
                assertThat(seen.only().lastExit().orElseThrow().word()).isEqualTo("" + (i + 1));
                assertThat(seen.only().incarnation())
                        .as("starts before the verdict")
                        .isLessThanOrEqualTo(10);
            }
            double since = Processes.uptime();
            long cpu = Processes.cpuTicks(home.daemonPid());
            long starts = starts(home);
            home.untilWithoutDaemon("a while of five crash loops", () -> Processes.uptime() - since > 10);
            double share = (Processes.cpuTicks(home.daemonPid()) - cpu) / (Processes.uptime() - since);
            System.out.printf(
                    "F6: %d starts in %.0f s of five crash loops, the daemon took %.1f %% of a processor%n",
                    starts(home) - starts, Processes.uptime() - since, share);
            assertThat(share).as("percent of a processor").isLessThan(10);
            assertThat(starts(home) - starts).as("starts of five apps").isLessThanOrEqualTo(15);
            home.pids().forEach((name, pid) -> {
                if (name.startsWith("busy")) {
                    assertThat(pid).isEqualTo(busy.get(name));
                }
            });
        }
    }

    private static long starts(DarumaHome home) {
        return home.ls().stream()
                .filter(app -> app.name().startsWith("falls"))
                .mapToLong(app -> app.only().incarnation())
                .sum();
    }
}
