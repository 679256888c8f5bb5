package daruma.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What clients see of an app behind the balancer while parts of it fall, or are replaced: nothing. */
class NothingIsLostTest {
    private static final int CLIENTS = 6;

    private static Path server(DarumaHome home) {
        return home.programs().file("web.js", """
                if (process.env.LEVEL === 'broken') throw new Error('no such level');
                const http = require('http');
                const server = http.createServer((q, r) => setTimeout(() => r.end(process.env.LEVEL || 'none'), 3));
                server.listen(process.env.PORT);
                """);
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static int started(DarumaHome home, int replicas) throws IOException {
        var port = freePort();
        home.ok("start", server(home).toString(), "-p", Integer.toString(port), "-i", Integer.toString(replicas));
        return port;
    }

    @Test
    void reloads_and_updates_lose_no_request_also_for_a_program_that_just_ends_when_asked() throws Exception {
        try (var home = DarumaHome.create()) {
            var port = started(home, 3);
            var before = home.pids();
            try (var load = new KeepAliveLoad(port, CLIENTS)) {
                load.goOnFor(home, 50);
                for (var i = 0; i < 2 * DarumaHome.TIMES; i++) {
                    assertThat(home.ok("reload", "web").err()).contains("reloaded");
                }
                home.ok("update", "web", "--env", "LEVEL=high", "--update-monitor", "100ms");
                load.goOnFor(home, 50);
                assertThat(load.failures).isEmpty();
                assertThat(load.bodies).containsKey("high");
            }
            assertThat(home.pids().values()).doesNotContainAnyElementsOf(before.values());
            assertThat(home.pids()).containsOnlyKeys("web/0", "web/1", "web/2");
        }
    }

    @Test
    void a_release_that_cannot_start_is_taken_back_before_it_has_replaced_anything() throws Exception {
        try (var home = DarumaHome.create()) {
            var port = started(home, 2);
            var before = home.pids();
            try (var load = new KeepAliveLoad(port, CLIENTS)) {
                var failed = home.daruma("update", "web", "--env", "LEVEL=broken");
                assertThat(failed.exit()).isEqualTo(1);
                assertThat(failed.err()).contains("back at r1").contains("no such level");
                load.goOnFor(home, 50);
                assertThat(load.failures).isEmpty();
            }
            home.until("the stand-in is gone", () -> home.pids().size() == 2);
            assertThat(home.pids()).isEqualTo(before);
        }
    }

    @Test
    void instances_and_the_daemon_are_killed_and_no_request_is_lost() throws Exception {
        try (var home = DarumaHome.create()) {
            var port = started(home, 3);
            try (var load = new KeepAliveLoad(port, CLIENTS)) {
                for (var slot : List.of(0, 1, 2)) {
                    var name = "web/" + slot;
                    var pid = home.pids().get(name);
                    Processes.signal(pid, "KILL");
                    home.until(name + " is back", () -> {
                        var now = home.pids().get(name);
                        return now != null
                                && !now.equals(pid)
                                && home.app("web").ready() == 3;
                    });
                    load.goOnFor(home, 20);
                }
                var before = home.pids();
                home.killDaemon();
                load.goOnFor(home, 50);
                assertThat(home.pids()).isEqualTo(before);
                assertThat(load.failures).isEmpty();
            }
        }
    }

    @Test
    void one_that_hangs_is_replaced_before_it_is_ended() throws Exception {
        try (var home = DarumaHome.create()) {
            started(home, 2);
            Processes.signal(home.pids().get("web/1"), "STOP");
            home.until("web/1 is well again", () -> {
                var events = home.ok("events", "web/1").out();
                return events.contains("Unhealthy")
                        && home.app("web").ready() == 2
                        && home.pids().size() == 2;
            });
            // The one that stood in was ready before the sick one was ended.
            var events = home.ok("events", "web").out().lines().toList();
            assertThat(first(events, "Ready", "web/2"))
                    .describedAs(String.join("\n", events))
                    .isNotNegative()
                    .isLessThan(first(events, "Unhealthy", "web/1"));
        }
    }

    private static int first(List<String> lines, String reason, String object) {
        return IntStream.range(0, lines.size())
                .filter(i -> lines.get(i).contains(reason) && lines.get(i).contains(" " + object + " "))
                .findFirst()
                .orElse(-1);
    }
}
