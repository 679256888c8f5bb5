package daruma.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** F1, F2, F23: the daemon may die, at any instant. */
class DaemonDeathTest {
    @Test
    void f1_apps_keep_their_pids_over_many_deaths_of_the_daemon() throws Exception {
        try (var home = DarumaHome.create()) {
            for (int i = 0; i < 4; i++) {
                home.ok("start", home.programs().sleeps("app" + i).toString(), "-i", "2");
            }
            var pids = home.pids();
            assertThat(pids).hasSize(8);
            var adoption = new ArrayList<Long>();
            for (int kill = 0; kill < 5 * DarumaHome.TIMES; kill++) {
                long daemon = home.daemonPid();
                var began = System.nanoTime();
                home.killDaemon();
                home.until("another daemon", () -> home.daemonPid() != daemon);
                assertThat(home.pids()).as("after death %d", kill).isEqualTo(pids);
                adoption.add(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began));
            }
            assertThat(home.ls())
                    .allMatch(app -> app.ready() == 2
                            && app.instances().stream().allMatch(instance -> instance.restarts() == 0));
            assertThat(home.processes("sleep 86400")).as("no copy was started").hasSize(8);
            System.out.println("F1: ls answered after ms: " + adoption);
        }
    }

    @Test
    void f1_a_daemon_that_was_ready_each_time_is_brought_back_at_once_however_often_it_is_killed() throws Exception {
        try (var home = DarumaHome.create()) {
            home.ok("start", home.programs().sleeps("one").toString());
            var pauses = new ArrayList<Double>();
            for (int kill = 0; kill < 7; kill++) {
                long daemon = home.daemonPid();
                home.killDaemon();
                // Answering is not enough: its holder has opened the socket, and "ready" is said just after.
                home.until(
                        "another daemon that took over",
                        () -> home.daemonPid() != daemon
                                && Files.readString(home.paths().daemonLog())
                                        .contains("pid " + home.daemonPid() + ", took over"));
                var records = home.paths().socket().resolveSibling("daemon");
                pauses.add(value(records.resolve("pid"), "at") - value(records.resolve("exit"), "ended"));
            }
            System.out.println("F1: started again after s: " + pauses);
            assertThat(pauses).as("seven short runs in a row would mean 3.2 s").allMatch(pause -> pause < 1.5);
        }
    }

    private static double value(Path record, String key) throws IOException {
        return Files.readAllLines(record).stream()
                .filter(line -> line.startsWith(key + "="))
                .mapToDouble(line -> Double.parseDouble(line.substring(key.length() + 1)))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + key + " in " + record));
    }

    @Test
    void f1_a_command_under_way_is_done_or_cleanly_absent_and_what_was_answered_stays() throws Exception {
        var random = new Random(1);
        try (var home = DarumaHome.create()) {
            home.ok("start", home.programs().sleeps("steady").toString());
            long steady = home.pid("steady");
            for (int round = 0; round < 4 * DarumaHome.TIMES; round++) {
                var answers = new TreeMap<String, CompletableFuture<Said>>();
                for (int i = 0; i < 3; i++) {
                    var name = "r" + round + "x" + i;
                    answers.put(
                            name,
                            home.inBackground(
                                    "start", home.programs().sleeps(name).toString()));
                }
                // Any point of what is under way, said by how far the daemon has got with writing it down.
                long written = home.stateBytes() + random.nextInt(6_000);
                home.untilWithoutDaemon(
                        "the daemon to have got to a point, or everything to be answered",
                        () -> home.stateBytes() >= written
                                || answers.values().stream().allMatch(CompletableFuture::isDone));
                long daemon = home.daemonPid();
                home.killDaemon();
                home.until("another daemon", () -> home.daemonPid() != daemon);
                for (var answer : answers.entrySet()) {
                    var said = answer.getValue().get(2, TimeUnit.MINUTES);
                    var name = answer.getKey();
                    var seen = home.ls().stream()
                            .filter(app -> app.name().equals(name))
                            .findFirst();
                    if (said.exit() == 0) {
                        assertThat(seen).as("answered: %s", said).isPresent();
                    }
                    if (seen.isPresent()) {
                        home.untilApp(name, "to run once", app -> app.ready() == 1);
                    }
                    assertThat(sleepers(home, name)).as("copies of %s", name).isEqualTo(seen.isPresent() ? 1 : 0);
                }
                for (var app : List.copyOf(home.ls())) {
                    if (!app.name().equals("steady")) {
                        home.ok("delete", app.name());
                    }
                }
                home.until(
                        "only the steady one to be left",
                        () -> home.processes("sleep 86400").size() == 1);
                assertThat(home.pid("steady")).isEqualTo(steady);
            }
        }
    }

    @Test
    void f2_what_ended_while_the_daemon_was_down_is_known_exactly() {
        var ends = Map.of("zero", "0", "answer", "42", "segv", "SEGV", "kill", "KILL", "term", "TERM");
        var words = Map.of("zero", "0", "answer", "42", "segv", "SIGSEGV", "kill", "SIGKILL", "term", "SIGTERM");
        try (var home = DarumaHome.create()) {
            var programs = home.programs();
            var files = new TreeMap<String, Path>();
            ends.keySet().forEach(name -> files.put(name, programs.endsAsTold(name)));
            files.values().forEach(file -> home.ok("start", file.toString()));
            var pids = home.pids();

            long holder = home.holdDaemonDown();
            ends.forEach((name, how) -> programs.tell(files.get(name), how));
            home.untilWithoutDaemon(
                    "all to have ended", () -> pids.values().stream().noneMatch(Processes::isAlive));
            home.letDaemonComeBack(holder);

            words.forEach((name, word) -> {
                var app = home.untilApp(name, "to run again", seen -> seen.ready() == 1);
                assertThat(app.only().incarnation()).as(name).isEqualTo(2);
                assertThat(app.only().lastExit().orElseThrow().word()).as(name).isEqualTo(word);
                assertThat(app.only().restarts()).as(name).isEqualTo(1);
            });
            assertThat(home.processes("/bin/sh")).hasSizeGreaterThanOrEqualTo(ends.size());
        }
    }

    @Test
    void a_second_daemon_on_one_home_says_who_holds_it() {
        try (var home = DarumaHome.create()) {
            home.ok("start", home.programs().sleeps("one").toString());
            long daemon = home.daemonPid();

            var second = home.run(home.distribution().resolve("bin/darumad").toString(), "--foreground");
            assertThat(second.exit()).as(second.toString()).isEqualTo(75);
            assertThat(second.err()).contains("pid " + daemon);
            assertThat(home.daemonPid()).isEqualTo(daemon);
            assertThat(home.app("one").ready()).isEqualTo(1);
        }
    }

    @Test
    void f16_a_daemon_that_is_stopped_for_a_while_restarts_nothing() throws Exception {
        try (var home = DarumaHome.create()) {
            home.ok("start", home.programs().sleeps("one").toString(), "-i", "3");
            var pids = home.pids();
            Processes.signal(home.daemonPid(), "STOP");
            double began = Processes.uptime();
            home.untilWithoutDaemon(
                    "time to pass over a stopped daemon",
                    () -> Processes.isStopped(home.daemonPid())
                            && Processes.uptime() - began > Math.min(50, 3 * DarumaHome.TIMES));
            Processes.signal(home.daemonPid(), "CONT");

            assertThat(home.pids()).isEqualTo(pids);
            assertThat(home.app("one").instances()).allMatch(instance -> instance.restarts() == 0);
        }
    }

    @Test
    void f23_another_build_takes_over_and_hands_back() throws Exception {
        try (var home = DarumaHome.create()) {
            var present = home.distribution();
            var next = home.directory().resolve("next");
            var copied = home.run("cp", "-a", present.toString(), next.toString());
            assertThat(copied.exit()).as(copied.toString()).isZero();
            home.ok("start", home.programs().sleeps("one").toString(), "-i", "2");
            home.ok("start", home.programs().exitsAfter("done", "1", 0).toString(), "--no-autorestart");
            home.untilApp("done", "to be completed", app -> app.status().equals("completed"));
            var pids = home.pids();

            for (var distribution : List.of(next, present, next, present)) {
                home.ok("kill", "--keep-apps");
                home.using(distribution);
                home.ok("resurrect");
                assertThat(Processes.commandLine(home.daemonPid())).contains(distribution.toString());
                assertThat(home.pids()).isEqualTo(pids);
                assertThat(home.app("done").status()).isEqualTo("completed");
                assertThat(home.app("one").instances()).allMatch(instance -> instance.restarts() == 0);
            }
        }
    }

    /** The shell of a program has become its sleep; the app it belongs to stands in its environment. */
    private static int sleepers(DarumaHome home, String name) {
        return (int) home.processes("sleep 86400").stream()
                .filter(pid -> Processes.hasEnvironment(pid, "DARUMA_APP", name))
                .count();
    }
}
