package daruma.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

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
}
