package daruma.system;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The whole daemon on what it has where the native parts cannot be had: the same story of falls and deaths. */
class TwinsTest {
    @Test
    void where_there_is_no_c_compiler_the_sh_shim_keeps_apps_and_daemon_up() {
        try (var home = DarumaHome.create().withoutBinaries()) {
            home.ok("start", home.programs().sleeps("one").toString(), "-i", "2");
            assertThat(Processes.commandLine(Processes.parentOf(home.pids().get("one/0"))))
                    .contains("daruma-shim.sh");
            assertThat(Processes.commandLine(home.holderPid())).contains("daruma-shim.sh");
            story(home);
        }
    }

    @Test
    void where_there_is_no_native_room_the_portable_launcher_keeps_apps_up() {
        try (var home = DarumaHome.create().with("JDK_JAVA_OPTIONS", "-Ddaruma.process=portable")) {
            home.ok("start", home.programs().sleeps("one").toString(), "-i", "2");
            assertThat(Processes.hasEnvironment(home.daemonPid(), "JDK_JAVA_OPTIONS", "-Ddaruma.process=portable"))
                    .isTrue();
            story(home);
        }
    }

    private static void story(DarumaHome home) {
        var killed = home.app("one").instances().getFirst();
        Processes.signal(killed.alivePid(), "KILL");
        var again = home.untilApp(
                "one",
                "to run again",
                app -> app.ready() == 2 && app.instances().getFirst().incarnation() == 2);
        assertThat(again.instances().getFirst().lastExit().orElseThrow().word()).isIn("SIGKILL", "137");

        var pids = home.pids();
        long daemon = home.daemonPid();
        home.killDaemon();
        // Not every holder can keep the socket, and then there is a moment without one.
        home.until(
                "another daemon that answers",
                () -> home.daemonPid() != daemon && home.daruma("ping").exit() == 0);
        assertThat(home.pids()).as("adopted").isEqualTo(pids);
        assertThat(home.processes("sleep 86400")).hasSize(2);

        Processes.signal(pids.get("one/1"), "KILL");
        home.untilApp(
                "one",
                "to run again after its adoption",
                app -> app.ready() == 2 && app.instances().get(1).incarnation() == 2);
        assertThat(home.pids()).containsEntry("one/0", pids.get("one/0"));

        home.ok("stop", "one");
        assertThat(home.processes("sleep 86400")).isEmpty();
        assertThat(home.ok("logs", "one", "-n", "10").out()).contains("up");
    }
}
