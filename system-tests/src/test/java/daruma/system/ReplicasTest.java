package daruma.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Several copies of an app, in our words and in those of Docker Swarm; replaced, updated, brought back. */
class ReplicasTest {
    /** Answers with its number and the level that it was declared with; ends at once if it is told so. */
    private static Path server(DarumaHome home, String name) {
        return home.programs().file(name + ".js", """
                if (process.env.LEVEL === 'broken') throw new Error('no such level');
                const http = require('http');
                const server = http.createServer((q, r) =>
                    r.end(process.env.DARUMA_REPLICA + ' ' + (process.env.LEVEL || 'none') + ' ' + process.env.LISTEN_ON));
                server.listen(process.env.PORT);
                process.on('SIGTERM', () => { server.close(() => process.exit(0)); server.closeIdleConnections(); });
                """);
    }

    private static int freePort() {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new IllegalStateException("no port is free", e);
        }
    }

    private static String get(int port) {
        try (var client = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/"))
                    .timeout(Duration.ofSeconds(20))
                    .build();
            return client.send(request, BodyHandlers.ofString()).body();
        } catch (IOException e) {
            return "failed: " + e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Who answers, of many requests. */
    private static Set<String> answers(int port) {
        var answers = new TreeSet<String>();
        for (var i = 0; i < 40; i++) {
            answers.add(get(port).split(" ", -1)[0]);
        }
        return answers;
    }

    @Test
    void an_app_is_scaled_up_and_down_behind_one_port_and_what_runs_goes_on() {
        try (var home = DarumaHome.create()) {
            var port = freePort();
            var started = home.ok(
                    "start",
                    server(home, "web").toString(),
                    "-p",
                    Integer.toString(port),
                    "-i",
                    "2",
                    "--env",
                    "LISTEN_ON=" + port);
            assertThat(started.err())
                    .contains("http://localhost:" + port + ", balanced over 2")
                    .containsPattern("LISTEN_ON=" + port + " is \\d+ to \\d+ inside");
            assertThat(answers(port)).containsExactly("0", "1");
            assertThat(get(port)).doesNotContain(" " + port);
            var pids = home.pids();

            assertThat(home.ok("scale", "web", "4").err()).contains("web  scaled to 4");
            assertThat(answers(port)).containsExactly("0", "1", "2", "3");
            assertThat(home.pids()).containsAllEntriesOf(pids);
            home.ok("scale", "web", "-3");
            assertThat(home.pids()).containsOnlyKeys("web/0").containsEntry("web/0", pids.get("web/0"));

            var none = home.daruma("scale", "web", "0");
            assertThat(none.exit()).isEqualTo(2);
            assertThat(none.err()).contains("daruma stop");
            assertThat(home.daruma("scale", "web", "2000").exit()).isEqualTo(2);
        }
    }

    @Test
    void the_words_of_swarm_do_the_same_and_a_wrong_name_gets_a_suggestion() {
        try (var home = DarumaHome.create()) {
            var port = Integer.toString(freePort());
            home.ok(
                    "service",
                    "create",
                    "--name",
                    "myawesomeservice",
                    "--replicas",
                    "3",
                    "-p",
                    port,
                    "--",
                    "node",
                    server(home, "myapp").toString());
            assertThat(home.ok("service", "ls").out())
                    .contains("myawesomeservice")
                    .contains("3/3");
            assertThat(home.ok("service", "ps", "myawesomeservice").out()).contains("myawesomeservice/2");
            var wrong = home.daruma("service", "scale", "myapp=5");
            assertThat(wrong.exit()).isEqualTo(4);
            assertThat(wrong.err()).contains("Did you mean \"myawesomeservice\", which runs myapp?");
            home.ok("service", "scale", "myawesomeservice=5");
            assertThat(home.app("myawesomeservice").ready()).isEqualTo(5);
            home.ok("service", "rm", "myawesomeservice");
            assertThat(home.ls()).isEmpty();
        }
    }

    @Test
    void an_update_replaces_all_a_broken_one_none_and_undo_brings_back_what_was() {
        try (var home = DarumaHome.create()) {
            var port = freePort();
            home.ok(
                    "start",
                    server(home, "web").toString(),
                    "-p",
                    Integer.toString(port),
                    "-i",
                    "2",
                    "--update-monitor",
                    "1s");
            var pids = home.pids();
            assertThat(home.ok("update", "web", "--env", "LEVEL=debug").err()).contains("web  updated to r2");
            assertThat(get(port)).contains(" debug ");
            assertThat(home.pids().values()).doesNotContainAnyElementsOf(pids.values());

            pids = home.pids();
            var broken = home.daruma("update", "web", "--env", "LEVEL=broken");
            assertThat(broken.exit()).isEqualTo(1);
            assertThat(broken.err()).contains("no such level").contains("back at r2");
            assertThat(home.pids()).as("nothing that worked was ended").isEqualTo(pids);
            assertThat(get(port)).contains(" debug ");

            assertThat(home.ok("rollout", "history", "web").out())
                    .contains("r2 *")
                    .contains("env.LEVEL");
            home.ok("rollout", "undo", "web", "--to", "1");
            assertThat(get(port)).contains(" none ");
            assertThat(home.ok("rollout", "status", "web").out()).contains("r1");
            home.ok("reload", "web");
            assertThat(home.daruma("update", "web", "--", "/no/such/program").exit())
                    .isNotZero();
            assertThat(home.app("web").ready()).isEqualTo(2);
        }
    }

    @Test
    void a_file_is_applied_and_what_did_not_change_is_left_alone() throws IOException {
        try (var home = DarumaHome.create()) {
            var file = home.directory().resolve("daruma.yaml");
            var text = "apps:\n  - {name: web, script: %s, publish: %d, replicas: 2, env: {LEVEL: %s},"
                    + " updateConfig: {monitor: 0s}}\n";
            var program = server(home, "web");
            var port = freePort();
            Files.writeString(file, text.formatted(program, port, "one"));
            home.ok("apply", "-f", file.toString());
            var pids = home.pids();
            assertThat(home.ok("apply", "-f", file.toString()).err()).contains("web is unchanged");
            assertThat(home.pids()).isEqualTo(pids);
            var again = home.daruma("start", file.toString());
            assertThat(again.exit()).isEqualTo(6);
            assertThat(again.err()).contains("daruma apply -f");
            Files.writeString(file, text.formatted(program, port, "two"));
            home.ok("apply", "-f", file.toString());
            assertThat(get(port)).contains(" two ");
        }
    }

    @Test
    void a_program_that_ignores_its_port_is_told_so_and_not_run_again_and_again() {
        try (var home = DarumaHome.create()) {
            var port = freePort();
            var program = home.programs().file("fixed.js", """
                    require('http').createServer((q, r) => r.end('x')).listen(%d);
                    """.formatted(port));
            var said = home.daruma("start", program.toString(), "-p", Integer.toString(port), "-i", "2");
            assertThat(said.exit()).isEqualTo(1);
            assertThat(said.err()).contains("The program ignores PORT");
            assertThat(home.app("fixed").instances())
                    .allSatisfy(instance -> assertThat(instance.status()).isNotEqualTo("crash-loop"));
        }
    }
}
