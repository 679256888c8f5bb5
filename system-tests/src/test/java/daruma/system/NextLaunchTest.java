package daruma.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A shim waits for the next incarnation of what has been up for a second: it is there for a fall, and for nothing else. */
class NextLaunchTest {
    private static final String SLEEP = "sleep 86400";

    @Test
    void the_shim_that_waited_becomes_that_of_the_next_incarnation() {
        try (var home = withTheBinary()) {
            home.ok(
                    "start",
                    home.programs()
                            .shell("says", "echo \"run $DARUMA_INCARNATION\"; exec " + SLEEP)
                            .toString());
            for (int fall = 0; fall < 3; fall++) {
                var before = home.app("says").only();
                long waiting = untilOneWaits(home, before.alivePid());
                assertThat(home.ls()).as("ls").hasSize(1);

                Processes.signal(before.alivePid(), "KILL");
                var after = home.untilApp(
                        "says",
                        "to run again",
                        app -> app.ready() == 1 && app.only().alivePid() != before.alivePid());
                assertThat(after.only().incarnation()).isEqualTo(before.incarnation() + 1);
                assertThat(Processes.parentOf(after.only().alivePid())).isEqualTo(waiting);
                assertThat(home.processes(SLEEP)).hasSize(1);
            }
            home.until(
                    "its output",
                    () -> home.ok("logs", "says", "--no-stream").out().contains("run 4"));
            assertThat(home.ok("logs", "says", "--no-stream").out()).contains("run 1", "run 2", "run 3", "run 4");
        }
    }

    @Test
    void killed_it_means_a_usual_launch() {
        try (var home = withTheBinary()) {
            home.ok("start", home.programs().sleeps("one").toString());
            var before = home.app("one").only();
            Processes.signal(untilOneWaits(home, before.alivePid()), "KILL");
            Processes.signal(before.alivePid(), "KILL");
            var after = home.untilApp(
                    "one", "to run again", app -> app.ready() == 1 && app.only().alivePid() != before.alivePid());
            assertThat(after.only().incarnation()).isEqualTo(before.incarnation() + 1);
            assertThat(home.processes(SLEEP)).hasSize(1);
        }
    }

    @Test
    void nothing_waits_for_what_was_stopped_and_after_a_restart_it_waits_for_the_new_one() {
        try (var home = withTheBinary()) {
            home.ok("start", home.programs().sleeps("one").toString());
            long first = untilOneWaits(home, home.pid("one"));
            home.ok("restart", "one");
            assertThat(Processes.isAlive(first)).isFalse();
            long second = untilOneWaits(home, home.pid("one"));

            home.ok("stop", "one");
            home.until(
                    "it to end",
                    () -> !Processes.isAlive(second) && waiting(home, 0).isEmpty());
            assertThat(home.processes(SLEEP)).isEmpty();
        }
    }

    @Test
    void a_daemon_that_dies_takes_it_along_and_no_second_copy_is_ever_started() {
        try (var home = withTheBinary()) {
            home.ok("start", home.programs().sleeps("one").toString());
            long pid = home.pid("one");
            for (int death = 0; death < DarumaHome.TIMES; death++) {
                long waiting = untilOneWaits(home, pid);
                long holder = home.holdDaemonDown();
                home.untilWithoutDaemon("what waited to go", () -> !Processes.isAlive(waiting));
                assertThat(home.processes(SLEEP)).hasSize(1);
                home.letDaemonComeBack(holder);
                assertThat(home.pid("one")).isEqualTo(pid);
            }
            untilOneWaits(home, pid);
            Processes.signal(pid, "KILL");
            home.untilApp(
                    "one", "to run again", app -> app.ready() == 1 && app.only().alivePid() != pid);
            assertThat(home.processes(SLEEP)).hasSize(1);
        }
    }

    @Test
    void daemon_and_app_killed_together_leave_one_copy() {
        try (var home = withTheBinary()) {
            home.ok("start", home.programs().sleeps("one").toString());
            for (int death = 0; death < DarumaHome.TIMES; death++) {
                long pid = home.pid("one");
                untilOneWaits(home, pid);
                long daemon = home.daemonPid();
                Processes.signal(pid, "KILL");
                home.killDaemon();
                home.until("another daemon", () -> home.daemonPid() != daemon);
                home.untilApp(
                        "one",
                        "to run again",
                        app -> app.ready() == 1 && app.only().alivePid() != pid);
                assertThat(home.processes(SLEEP)).hasSize(1);
            }
        }
    }

    private static DarumaHome withTheBinary() {
        var home = DarumaHome.create();
        assumeTrue(Files.isExecutable(home.distribution().resolve("libexec/daruma-shim")), "the sh shim cannot wait");
        return home;
    }

    private static long untilOneWaits(DarumaHome home, long program) {
        long shim = Processes.parentOf(program);
        home.until("a shim to wait", () -> waiting(home, shim).size() == 1);
        return waiting(home, shim).getFirst();
    }

    private static List<Long> waiting(DarumaHome home, long butNot) {
        return home.processes("--standby").stream()
                .filter(pid -> pid != butNot && hasNoProgram(pid))
                .toList();
    }

    private static boolean hasNoProgram(long shim) {
        return Processes.childrenOf(shim).isEmpty();
    }
}
