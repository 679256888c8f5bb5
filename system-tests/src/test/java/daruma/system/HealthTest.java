package daruma.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** F10, F11, F15 and what else makes a program sick that is up. */
class HealthTest {
    private static final Path EXAMPLES = Path.of("../examples").toAbsolutePath().normalize();
    private static final Path SICK = EXAMPLES.resolve("sick-node/server.js");

    @Test
    void f10_health_routes_that_lie_are_seen_through_and_disturb_nobody_else() {
        try (var home = DarumaHome.create()) {
            var bad = List.of("hangs", "trickles", "garbage", "resets", "redirects", "fails");
            var good = List.of("ok", "huge", "elsewhere");
            var ports = new LinkedHashMap<String, Integer>();
            for (var way : concat(bad, good)) {
                int port = free();
                ports.put(way, port);
                home.ok(
                        "start",
                        SICK.toString(),
                        "--name",
                        way,
                        "--port",
                        Integer.toString(port),
                        "--health-http",
                        "/health",
                        "--health-interval",
                        "500ms",
                        "--health-timeout",
                        "1s",
                        "--health-retries",
                        "2");
            }
            ports.forEach((way, port) -> get(port, "/become/" + way));
            for (var way : bad) {
                home.untilApp(
                        way, "to be restarted for its health", app -> app.only().incarnation() == 2);
                assertThat(home.ok("why", way).out())
                        .contains("liveness failed: GET /health")
                        .contains("liveness probe: 2 failures in a row");
            }
            for (var way : good) {
                assertThat(home.app(way).only().incarnation()).as(way).isEqualTo(1);
            }
        }
    }

    @Test
    void an_event_loop_that_stands_still_is_noticed_without_anything_configured() {
        try (var home = DarumaHome.create()) {
            int port = free();
            home.ok(
                    "start",
                    SICK.toString(),
                    "--name",
                    "sick",
                    "--port",
                    Integer.toString(port),
                    "--kill-timeout",
                    "1s");
            assertThat(home.ok("why", "sick").out()).contains("listens on port " + port + ", answers on /health");
            var blocked = getInBackground(port, "/block");
            var waiting = List.of(getInBackground(port, "/"), getInBackground(port, "/"));
            home.untilApp("sick", "to be out of service", app -> app.ready() == 0);
            home.untilApp("sick", "to be restarted", app -> app.only().incarnation() == 2);
            assertThat(home.ok("why", "sick").out())
                    .contains("suspected to hang: ")
                    .contains("on port " + port + " and none was accepted for")
                    .contains("got no answer within 5s, 2 times in a row")
                    .contains("hang watch: a first sign for 10s, and a second sign");
            home.untilApp("sick", "to be ready again", app -> app.ready() == 1);
            blocked.cancel(true);
            waiting.forEach(request -> request.cancel(true));
        }
    }

    @Test
    void a_readiness_probe_takes_it_out_of_service_and_back_and_restarts_nothing() {
        try (var home = DarumaHome.create()) {
            int port = free();
            home.ok(
                    "start",
                    SICK.toString(),
                    "--name",
                    "sick",
                    "--port",
                    Integer.toString(port),
                    "--ready-http",
                    "/health",
                    "--health-interval",
                    "300ms");
            assertThat(home.ok("why", "sick").out()).contains("readiness probe: GET /health answered 200 OK");
            get(port, "/become/fails");
            home.untilApp("sick", "to be out of service", app -> app.ready() == 0);
            get(port, "/become/ok");
            var back = home.untilApp("sick", "to be back", app -> app.ready() == 1);
            assertThat(back.only().incarnation()).isEqualTo(1);
        }
    }

    @Test
    void what_uses_more_memory_than_it_may_is_restarted_with_the_figures() {
        try (var home = DarumaHome.create()) {
            int port = free();
            home.ok(
                    "start",
                    SICK.toString(),
                    "--name",
                    "sick",
                    "--port",
                    Integer.toString(port),
                    "--max-memory-restart",
                    "150M");
            // Slowly: what is faster than the readings is ended by the kernel where it can be.
            get(port, "/leak?ms=100");
            home.untilApp("sick", "to be restarted", app -> app.only().incarnation() == 2);
            assertThat(home.ok("why", "sick").out())
                    .containsPattern("it uses [0-9.]+ MiB of memory with all its processes, peak [0-9.]+ MiB")
                    .contains("memory limit ");
        }
    }

    @Test
    void f11_when_all_fail_together_they_are_left_alone() throws IOException {
        try (var home = DarumaHome.create()) {
            int port = free();
            var fails = home.directory().resolve("fails");
            home.with("HEALTH_FILE", fails.toString());
            home.ok(
                    "start",
                    SICK.toString(),
                    "--name",
                    "sick",
                    "-i",
                    "3",
                    "--port",
                    Integer.toString(port),
                    "--health-http",
                    "/health",
                    "--health-interval",
                    "500ms");
            var before = home.pids();
            Files.createFile(fails);
            home.until("the guard to speak", () -> home.ok("events").out().contains("RestartWithheld"));
            assertThat(home.pids().values().stream()
                            .filter(before::containsValue)
                            .count())
                    .as("at most a third was restarted")
                    .isGreaterThanOrEqualTo(2);
            Files.delete(fails);
            // While they recover one by one, the last ones may look like a few that are sick alone.
            home.untilApp("sick", "to be well again", app -> app.ready() == 3);
            assertThat(home.pids().values().stream()
                            .filter(before::containsValue)
                            .count())
                    .isGreaterThanOrEqualTo(1);
        }
    }

    @Test
    void f15_a_daemon_with_too_little_heap_loses_no_app() throws IOException {
        try (var home = DarumaHome.create()) {
            home.using(smallHeap(home));
            home.ok("start", home.programs().sleeps("one").toString());
            long pid = home.pid("one");
            home.daruma("start", home.programs().floods("flood", 200_000).toString(), "--no-wait");
            home.killDaemon();
            home.until("the daemon to be back", () -> home.daruma("ping").exit() == 0);
            assertThat(home.pid("one")).isEqualTo(pid);
            assertThat(home.app("one").only().incarnation()).isEqualTo(1);
        }
    }

    /** The distribution as it is, but for its heap. */
    private static Path smallHeap(DarumaHome home) throws IOException {
        var copy = home.directory().resolve("small");
        try (var files = Files.walk(home.distribution())) {
            for (var file : files.toList()) {
                var target = copy.resolve(home.distribution().relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target, StandardCopyOption.COPY_ATTRIBUTES);
                }
            }
        }
        var launch = copy.resolve("libexec/launch.sh");
        var text = Files.readString(launch);
        var changed = text.replace("-Xmx64m -Xms4m", "-Xmx24m -Xms4m");
        assertThat(changed).as("the flags of the daemon").contains("-Xmx24m");
        Files.writeString(launch, changed);
        return copy;
    }

    private static List<String> concat(List<String> first, List<String> second) {
        var all = new ArrayList<>(first);
        all.addAll(second);
        return all;
    }

    private static void get(int port, String path) {
        getInBackground(port, path).orTimeout(20, TimeUnit.SECONDS).join();
    }

    private static CompletableFuture<HttpResponse<String>> getInBackground(int port, String path) {
        return HttpClient.newHttpClient()
                .sendAsync(
                        HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                                .timeout(Duration.ofSeconds(60))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    private static int free() {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
