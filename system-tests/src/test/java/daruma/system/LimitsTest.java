package daruma.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** F14, F16, F18, F19: the system says no, the clock jumps, pids come again, ports are taken. */
class LimitsTest {
    private static final Path PIDS = Path.of("/sys/fs/cgroup/pids");

    @Test
    void f14_when_no_process_can_be_made_it_is_tried_again_until_one_can() throws Exception {
        assumeTrue(Files.isWritable(PIDS.resolve("cgroup.procs")), "there is no pids cgroup to write to");
        var group = Files.createDirectory(
                PIDS.resolve("daruma-test-" + ProcessHandle.current().pid()));
        try (var home = DarumaHome.create()) {
            home.ok("start", home.programs().sleeps("one").toString());
            for (long pid : new long[] {home.holderPid(), home.daemonPid()}) {
                Files.writeString(group.resolve("cgroup.procs"), Long.toString(pid));
            }
            var before = home.app("one").only();
            var threads = Files.readString(group.resolve("pids.current")).strip();
            Files.writeString(group.resolve("pids.max"), threads);
            letNothingWait(home);
            Processes.signal(before.alivePid(), "KILL");
            var down = home.untilApp("one", "to say why it cannot start", LimitsTest::saysThatNoProcessIsToBeHad);
            assertThat(down.ready()).isZero();

            Files.writeString(group.resolve("pids.max"), "max");
            home.untilApp("one", "to run again", app -> app.ready() == 1);
            assertThat(home.ok("ping").exit()).isZero();
        } finally {
            await("the cgroup to be empty").until(() -> remove(group));
        }
    }

    @Test
    void f14_when_its_user_may_have_no_more_processes_it_is_tried_again_until_he_may() {
        assumeTrue("root".equals(System.getProperty("user.name")), "only root can become a user without processes");
        try (var home = DarumaHome.create().as(54_321)) {
            home.ok("start", home.programs().sleeps("one").toString());
            long pid = home.pid("one");
            var allowed = Processes.mayHaveProcesses(home.daemonPid());
            long daemon = home.daemonPid();
            long written = home.stateBytes();
            limitProcesses(home, "1");
            letNothingWait(home);
            Processes.signal(pid, "KILL");
            // Not asked of the daemon: it may have no thread for an answer now.
            home.untilWithoutDaemon("the daemon to have written down the end", () -> home.stateBytes() > written);

            limitProcesses(home, allowed);
            home.untilApp("one", "to run again", app -> app.ready() == 1);
            assertThat(home.ok("events").out()).contains("could not be started");
            assertThat(home.daemonPid()).as("the daemon").isEqualTo(daemon);
            assertThat(home.ok("ping").exit()).isZero();
        }
    }

    /** The shim that waits for the next incarnation needs nothing more of the daemon: without it a new process is needed. */
    private static void letNothingWait(DarumaHome home) {
        home.processes("--standby").forEach(pid -> Processes.signal(pid, "KILL"));
    }

    /** Of daemon and holder; shims inherit it. Who already runs is not ended by it. */
    private static void limitProcesses(DarumaHome home, String soft) {
        for (long pid : new long[] {home.holderPid(), home.daemonPid()}) {
            var said = home.runThrough("prlimit", "--pid", Long.toString(pid), "--nproc=" + soft + ":");
            assertThat(said.exit()).as(said.toString()).isZero();
        }
    }

    private static boolean saysThatNoProcessIsToBeHad(Seen app) {
        return app.only()
                .lastExit()
                .map(exit -> exit.reason().contains("EAGAIN") || exit.reason().contains("could not be started"))
                .orElse(false);
    }

    @Test
    void f16_a_machine_that_is_up_for_ten_years_restarts_and_adopts_as_any() {
        var tenYears = Long.toString(10L * 365 * 86_400);
        try (var home = DarumaHome.create()) {
            home.through("unshare", "--time", "--monotonic", tenYears, "--boottime", tenYears);
            var said = home.daruma("start", home.programs().sleeps("one").toString(), "-i", "2");
            assumeTrue(!said.err().contains("unshare"), "no time namespace is to be had: " + said.err());
            assertThat(said.exit()).as(said.toString()).isZero();

            var killed = home.app("one").instances().getFirst();
            Processes.signal(killed.alivePid(), "KILL");
            home.untilApp(
                    "one",
                    "to be restarted",
                    app -> app.ready() == 2 && app.instances().getFirst().incarnation() == 2);
            var pids = home.pids();
            long daemon = home.daemonPid();
            home.killDaemon();
            home.until("another daemon", () -> home.daemonPid() != daemon);
            assertThat(home.pids()).isEqualTo(pids);
            assertThat(home.processes("sleep 86400")).hasSize(2);
            home.ok("stop", "one");
            assertThat(home.processes("sleep 86400")).isEmpty();
        }
    }

    @Test
    void f16_a_clock_that_jumps_restarts_nothing() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/faketime")), "faketime is not installed");
        try (var home = DarumaHome.create()) {
            var now = Files.writeString(home.directory().resolve("clock"), "+0\n");
            home.with("LD_PRELOAD", library())
                    .with("FAKETIME_TIMESTAMP_FILE", now.toString())
                    .with("FAKETIME_NO_CACHE", "1")
                    .with("FAKETIME_DONT_FAKE_MONOTONIC", "1");
            home.ok("start", home.programs().sleeps("one").toString(), "-i", "2");
            home.ok("start", home.programs().sleeps("other").toString());
            // The daemon has its false clock; the command line does without, which is faster.
            home.with("LD_PRELOAD", "");
            assertThat(Files.readString(Path.of("/proc/" + home.daemonPid() + "/maps")))
                    .as("what the daemon has loaded")
                    .contains("libfaketime");
            var pids = pidsOf(home, "one");
            for (var jump : new String[] {"+1h", "-1h", "+3650d", "-3650d", "+0"}) {
                Files.writeString(now, jump + "\n");
                // The daemon has gone round its loop under the new time when this is answered.
                home.ok("restart", "other");
                assertThat(pidsOf(home, "one"))
                        .as("after the clock jumped to %s", jump)
                        .isEqualTo(pids);
            }
            var killed = home.app("one").instances().getFirst();
            Files.writeString(now, "-3650d\n");
            Processes.signal(killed.alivePid(), "KILL");
            home.untilApp(
                    "one",
                    "to be restarted at once",
                    app -> app.ready() == 2 && app.instances().getFirst().incarnation() == 2);
            assertThat(home.app("one").instances().getFirst().restarts()).isEqualTo(1);
        }
    }

    @Test
    void f18_a_stranger_with_the_pid_of_an_app_is_never_signalled() throws Exception {
        try (var home = DarumaHome.create()) {
            var sleeper = home.programs().sleeps("one");
            var script = home.programs().shell("reuse", """
                    set -e
                    daruma=%1$s/bin/daruma
                    $daruma start %2$s > /dev/null 2>&1
                    pid=$($daruma pid one)
                    shim=$(sed 's/.*) . \\([0-9]*\\) .*/\\1/' /proc/$pid/stat)
                    daemon=$(sed -n 's/^pid=//p' "$DARUMA_HOME/state/daemon")
                    holder=$(sed 's/.*) . \\([0-9]*\\) .*/\\1/' /proc/$daemon/stat)
                    # All of them: whoever is left would be the parent of the dead, and keep the pid.
                    kill -KILL $holder $daemon $shim
                    kill -KILL $pid
                    while kill -0 $pid 2> /dev/null; do sleep 0.05; done
                    echo $((pid - 1)) > /proc/sys/kernel/ns_last_pid
                    setsid sleep 86401 &
                    stranger=$!
                    [ $stranger = $pid ] || { echo "pid $stranger is not $pid"; exit 99; }
                    $daruma resurrect > /dev/null 2>&1
                    until [ "$($daruma pid one)" -gt 0 ] 2> /dev/null; do sleep 0.1; done
                    [ "$($daruma pid one)" != $stranger ] || { echo "the stranger was adopted"; exit 98; }
                    $daruma delete one > /dev/null 2>&1
                    kill -0 $stranger || { echo "the stranger was killed"; exit 97; }
                    echo "the stranger lives"
                    """.formatted(home.distribution(), sleeper));
            var said = home.run("unshare", "-pf", "--kill-child", "--mount-proc", script.toString());
            assumeTrue(!said.err().contains("Operation not permitted"), "no pid namespace is to be had");

            assertThat(said.exit()).as(said.toString()).isZero();
            assertThat(said.out()).contains("the stranger lives");
        }
    }

    @Test
    void f19_a_port_that_is_held_is_told_with_its_holder() throws IOException {
        try (var home = DarumaHome.create();
                var squatter = new ServerSocket(0, 1, InetAddress.getByName("0.0.0.0"))) {
            var port = Integer.toString(squatter.getLocalPort());
            var said = home.daruma("start", home.programs().nodeServer("web").toString(), "--port", port);

            assertThat(said.exit()).as(said.toString()).isEqualTo(6);
            assertThat(said.err())
                    .contains(port)
                    .contains(Long.toString(ProcessHandle.current().pid()));
        }
    }

    @Test
    void a_program_whose_port_is_held_waits_for_it_and_says_who_holds_it() throws IOException {
        try (var home = DarumaHome.create()) {
            String port;
            try (var squatter = new ServerSocket(0, 1, InetAddress.getByName("0.0.0.0"))) {
                port = Integer.toString(squatter.getLocalPort());
                var said =
                        home.daruma("start", home.programs().nodeServer("web").toString(), "--env", "PORT=" + port);
                assertThat(said.exit()).as(said.toString()).isNotZero();

                var holder = "port " + port + " is held by pid "
                        + ProcessHandle.current().pid();
                home.until(
                        "the holder to be named",
                        () -> home.ok("why", "web").out().contains("could not be started: " + holder));
            }
            home.untilApp("web", "to run once its port is free", app -> app.ready() == 1);
        }
    }

    private static List<Long> pidsOf(DarumaHome home, String app) {
        return home.app(app).instances().stream().map(Seen.Instance::alivePid).toList();
    }

    private static String library() {
        var said = new java.util.ArrayList<Path>();
        for (var name : new String[] {"x86_64-linux-gnu", "aarch64-linux-gnu"}) {
            var library = Path.of("/usr/lib", name, "faketime/libfaketimeMT.so.1");
            if (Files.exists(library)) {
                said.add(library);
            }
        }
        assumeTrue(!said.isEmpty(), "the library of faketime is not where Debian puts it");
        return said.getFirst().toString();
    }

    private static boolean remove(Path group) {
        try {
            Files.deleteIfExists(group);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
