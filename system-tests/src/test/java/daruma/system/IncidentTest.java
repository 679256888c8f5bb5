package daruma.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is left of a failure, as it lies on disk. */
class IncidentTest {
    @Test
    void equal_crashes_of_node_are_one_incident_with_its_frames_and_why_names_it() throws IOException {
        try (var home = DarumaHome.create()) {
            var program = home.directory().resolve("shop.js");
            Files.writeString(program, """
                    function findUser(id) { const row = undefined; return row['name' + id]; }
                    function handler() { return findUser(Date.now()); }
                    setTimeout(handler, 10);
                    """);
            home.daruma("start", program.toString());
            var incident = untilSeen(home, "shop", 2);
            assertThat(incident).contains("kind=CRASH", "cause=exit code 1", "frame=findUser (shop.js)");
            assertThat(incident)
                    .anySatisfy(line -> assertThat(line)
                            .startsWith("title=TypeError: Cannot read properties of undefined (reading 'name"));
            assertThat(incidents(home)).hasSize(1);
            assertThat(home.ok("why", "shop").out()).contains("incident 1: TypeError");
            var log = home.paths().state().resolve("incidents/1/1/log");
            assertThat(Files.readString(log)).contains("at findUser (");
        }
    }

    @Test
    void crashes_of_java_and_python_are_told_by_their_frames() throws IOException {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/python3")), "no Python at its usual place");
        try (var home = DarumaHome.create()) {
            var source = home.directory().resolve("Orders.java");
            Files.writeString(source, """
                    public class Orders {
                        static void pay(int id) { throw new IllegalStateException("cannot pay order " + id); }
                        public static void main(String[] args) { pay((int) (System.nanoTime() % 1000)); }
                    }
                    """);
            var java = Path.of(System.getProperty("java.home"), "bin", "java");
            home.daruma(
                    "start",
                    home.programs()
                            .shell("orders", "exec " + java + " " + source)
                            .toString());
            var script = home.directory().resolve("bill.py");
            Files.writeString(script, """
                    def find(key):
                        return {}[key]
                    find('order')
                    """);
            home.daruma(
                    "start",
                    home.programs()
                            .shell("bill", "exec /usr/bin/python3 " + script)
                            .toString());

            assertThat(untilSeen(home, "orders", 1)).contains("frame=Orders.pay", "kind=CRASH");
            assertThat(untilSeen(home, "bill", 1))
                    .contains("frame=find (bill.py)", "frame=<module> (bill.py)", "title=KeyError: 'order'");
        }
    }

    @Test
    void the_crash_report_that_a_program_writes_becomes_evidence() throws IOException {
        try (var home = DarumaHome.create()) {
            var program = home.directory().resolve("orders.js");
            Files.writeString(program, """
                    const fs = require('fs');
                    const path = require('path');
                    const report = {daruma: 1, app: 'orders', cause: 'uncaught', pid: process.pid};
                    fs.writeFileSync(path.join(process.env.DARUMA_CRASH_DIR, `orders-${process.pid}.json`),
                        JSON.stringify(report));
                    throw new Error('cannot pay');
                    """);
            home.daruma("start", program.toString());
            assertThat(untilSeen(home, "orders", 1)).contains("kind=CRASH");
            home.until(
                    "its report in the evidence",
                    () -> evidence(home, "report-orders-").stream()
                            .anyMatch(text -> text.contains("\"cause\":\"uncaught\"")));
            home.ok("stop", "orders");
        }
    }

    @Test
    void the_core_of_a_program_that_was_asked_to_dump_one_is_found_and_named() throws IOException {
        var pattern = Files.readString(Path.of("/proc/sys/kernel/core_pattern")).strip();
        assumeTrue(!pattern.startsWith("|"), "this machine hands its cores to a program: " + pattern);
        assumeTrue(!pattern.startsWith("/"), "this machine keeps its cores elsewhere: " + pattern);
        try (var home = DarumaHome.create()) {
            var program = home.programs().shell("dumps", "cd \"$(dirname \"$0\")\"; sleep 0.2; kill -ABRT $$");
            var manifest = home.directory().resolve("daruma.yaml");
            Files.writeString(manifest, """
                    apps:
                      - name: dumps
                        command: ["%s"]
                        cwd: %s
                        restart: on-failure
                        ulimits: { core: unlimited }
                    """.formatted(program, home.directory()));
            home.daruma("start", manifest.toString());
            assertThat(untilSeen(home, "dumps", 1))
                    .anySatisfy(line -> assertThat(line).startsWith("cause=SIGABRT"));
            home.until("its core to be named", () -> !evidence(home, "core").isEmpty());
            var named = evidence(home, "core").getFirst().lines().toList();
            assertThat(Path.of(named.getFirst())).exists().hasParent(home.directory());
            assertThat(named.get(1)).matches("[1-9][0-9]* bytes");
            home.ok("stop", "dumps");
        }
    }

    /** The parts of all bundles whose names begin so. */
    private static List<String> evidence(DarumaHome home, String part) throws IOException {
        var texts = new ArrayList<String>();
        for (var incident : incidents(home)) {
            try (var files = Files.walk(incident)) {
                for (var file : files.filter(it -> it.getFileName().toString().startsWith(part))
                        .toList()) {
                    texts.add(Files.readString(file));
                }
            }
        }
        return texts;
    }

    @Test
    void three_hundred_crashes_at_full_speed_leave_one_incident_and_a_handful_of_files() throws IOException {
        try (var home = DarumaHome.create()) {
            var program = home.programs().shell("storm", "echo \"Error: cannot find order $$\" >&2; exit 1");
            var manifest = home.directory().resolve("daruma.yaml");
            Files.writeString(manifest, """
                    apps:
                      - name: storm
                        command: ["%s"]
                        replicas: 4
                        backoff: {initial: 1ms, max: 1ms}
                        crashLoop: {deaths: 100, minDeaths: 1000}
                    """.formatted(program));
            home.daruma("start", manifest.toString());
            untilSeen(home, "storm", 300);
            home.ok("stop", "storm");
            assertThat(incidents(home)).hasSize(1);
            try (var files = Files.walk(home.paths().state().resolve("incidents"))) {
                assertThat(files.filter(Files::isRegularFile)).hasSizeLessThan(20);
            }
        }
    }

    @Test
    void a_daemon_that_is_killed_while_it_gathers_leaves_no_half_incident() throws IOException {
        try (var home = DarumaHome.create()) {
            var program = home.programs().endsAsTold("web");
            home.ok("start", program.toString());
            for (int time = 1; time <= 3 * DarumaHome.TIMES; time++) {
                long incarnation = home.app("web").only().incarnation();
                home.programs().tell(program, Integer.toString(time));
                home.untilApp("web", "to be started again", app -> app.only().incarnation() > incarnation);
                home.killDaemon();
                home.untilApp("web", "to be found by the next daemon", app -> app.ready() == 1);
                for (var incident : incidents(home)) {
                    assertThat(Files.readAllLines(incident.resolve("incident")))
                            .as(incident.toString())
                            .contains("v=1", "app=web");
                    assertThat(incident.resolve("1/bundle")).exists();
                }
            }
            home.programs().tell(program, "77");
            home.until(
                    "the last death to be an incident",
                    () -> incidents(home).stream().anyMatch(it -> lines(it).contains("cause=exit code 77")));
        }
    }

    /** Its record, once it was seen so often. */
    private static List<String> untilSeen(DarumaHome home, String app, int times) {
        var found = new ArrayList<String>();
        home.until("an incident of " + app + " to be seen " + times + " times", () -> {
            for (var incident : incidents(home)) {
                var lines = lines(incident);
                if (lines.contains("app=" + app) && count(lines) >= times) {
                    found.addAll(lines);
                    return true;
                }
            }
            return false;
        });
        return found;
    }

    private static long count(List<String> lines) {
        return lines.stream()
                .filter(line -> line.startsWith("count="))
                .mapToLong(line -> Long.parseLong(line.substring("count=".length())))
                .findFirst()
                .orElse(0);
    }

    private static List<String> lines(Path incident) {
        try {
            return Files.readAllLines(incident.resolve("incident"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Path> incidents(DarumaHome home) {
        var directory = home.paths().state().resolve("incidents");
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (var entries = Files.list(directory)) {
            return entries.filter(it -> it.getFileName().toString().matches("\\d+"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
