package daruma.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Programs that say themselves when they are ready. */
class ReadinessTest {
    @Test
    void a_newline_on_the_notify_descriptor_makes_it_ready_and_is_heard_though_the_daemon_is_away() throws IOException {
        try (var home = DarumaHome.create()) {
            var program = home.programs().shell("newline", """
                    eval "exec 7>&$NOTIFY_FD"
                    printf almost >&7
                    : > "$0.up"
                    while [ ! -e "$0.go" ]; do sleep 0.05; done
                    echo >&7
                    : > "$0.said"
                    exec sleep 86400
                    """);
            var manifest = home.directory().resolve("daruma.yaml");
            Files.writeString(manifest, """
                    apps:
                      - name: newline
                        command: ["%s"]
                        readiness: newline
                    """.formatted(program));
            var start = home.inBackground("start", manifest.toString());
            home.untilWithoutDaemon("the program to be up", () -> Files.exists(Path.of(program + ".up")));
            home.untilApp(
                    "newline", "to have a process", app -> app.only().pid().isPresent());
            long pid = home.pid("newline");
            assertThat(home.app("newline").ready()).as("said nothing yet").isZero();

            long holder = home.holdDaemonDown();
            Files.createFile(Path.of(program + ".go"));
            home.untilWithoutDaemon("the program to say it", () -> Files.exists(Path.of(program + ".said")));
            home.letDaemonComeBack(holder);

            home.untilApp("newline", "to be ready", app -> app.ready() == 1);
            assertThat(home.pid("newline")).isEqualTo(pid);
            assertThat(home.ok("events").out()).contains("the program said that it is ready");
            start.join();
        }
    }
}
