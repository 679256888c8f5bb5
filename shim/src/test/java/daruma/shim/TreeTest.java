package daruma.shim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What becomes of the program's descendants, and of everything when a part of it is killed. */
@ParameterizedClass
@MethodSource("daruma.shim.Twin#all")
class TreeTest {

    @Parameter
    Twin twin;

    @TempDir
    Path dir;

    private Shim sh(String script, String... options) {
        var arguments = new java.util.ArrayList<>(java.util.List.of(options));
        arguments.addAll(java.util.List.of("--", "/bin/sh", "-c", script));
        return Shim.start(twin, dir, arguments.toArray(String[]::new));
    }

    @Test
    void a_grandchild_that_left_the_session_is_swept() {
        try (var shim = sh("(setsid sleep 60 &) ; sleep 61 & exit 3")) {
            assertThat(shim.ended()).isEqualTo(3);
            assertThat(shim.members()).isEmpty();
        }
    }

    @Test
    void strays_get_a_term_and_the_time_to_obey_it() {
        var obedient = "setsid sh -c 'trap \"echo obeyed; exit\" TERM; echo ready; while :; do sleep 0.1; done' &"
                + " while ! grep -q ready " + dir.resolve("out") + "; do sleep 0.05; done; exit 0";
        try (var shim = sh(obedient, "--term-grace", "10000")) {
            assertThat(shim.ended()).isZero();
            assertThat(shim.text("out")).contains("obeyed");
            assertThat(shim.members()).isEmpty();
        }
    }

    @Test
    void strays_that_ignore_term_are_killed_when_the_grace_is_over() {
        var deaf = "setsid sh -c 'trap \"\" TERM; echo ready; while :; do sleep 0.1; done' &"
                + " while ! grep -q ready " + dir.resolve("out") + "; do sleep 0.05; done; exit 0";
        try (var shim = sh(deaf, "--term-grace", "300")) {
            assertThat(shim.ended()).isZero();
            assertThat(shim.members()).isEmpty();
        }
    }

    @Test
    void a_stopped_stray_is_continued_so_that_it_can_end() {
        var stopped = "setsid sh -c 'trap \"echo obeyed; exit\" TERM; kill -STOP $$' & stray=$!;"
                + " while ! grep -q '^State:.T' /proc/$stray/status; do sleep 0.05; done; exit 0";
        try (var shim = sh(stopped, "--term-grace", "10000")) {
            assertThat(shim.ended()).isZero();
            assertThat(shim.text("out")).contains("obeyed");
        }
    }

    @Test
    void the_exit_record_does_not_wait_for_strays() {
        var deaf = "setsid sh -c 'trap \"\" TERM; echo ready; while :; do sleep 0.1; done' &"
                + " while ! grep -q ready " + dir.resolve("out") + "; do sleep 0.05; done; exit 5";
        try (var shim = sh(deaf, "--term-grace", "60000")) {
            await("exit record").atMost(Shim.LIMIT).until(() -> !shim.exit().isEmpty());
            assertThat(shim.process.isAlive())
                    .as("the shim is still busy with the stray")
                    .isTrue();
            assertThat(shim.exit())
                    .containsEntry("code", "5")
                    .containsEntry("swept", twin.can("subreaper") ? "1" : "0");
        }
    }

    @Test
    void orphans_do_not_become_zombies_under_the_shim() {
        try (var shim = sh("i=0; while [ $i -lt 20 ]; do (sh -c 'exit 1' &); i=$((i+1)); done; echo done; sleep 60")) {
            shim.outWith("done");
            await("no zombies below the shim").atMost(Shim.LIMIT).until(() -> zombiesOf(shim.process.pid()) == 0);
        }
    }

    private static long zombiesOf(long parent) {
        try (var all = ProcessHandle.allProcesses()) {
            return all.filter(process -> stat(process.pid()).matches("Z " + parent + " .*"))
                    .count();
        }
    }

    private static String stat(long pid) {
        try {
            var stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            return stat.substring(stat.lastIndexOf(')') + 2).strip();
        } catch (IOException e) {
            return "";
        }
    }

    @Test
    void a_killed_shim_leaves_the_program_alone() {
        try (var shim = sh("while :; do echo tick; sleep 0.1; done")) {
            shim.outWith("tick");
            Shim.signal(shim.process.pid(), "KILL");
            shim.ended();
            var before = shim.text("out").length();
            await("output after the shim's end")
                    .atMost(Shim.LIMIT)
                    .until(() -> shim.text("out").length() > before + 5);
            assertThat(shim.exit()).isEmpty();
        }
    }

    @Test
    void term_is_passed_on_and_other_signals_are_ignored() {
        try (var shim = sh("trap 'echo got it; exit 7' TERM; echo ready; while :; do sleep 0.1; done")) {
            shim.outWith("ready");
            for (var ignored : new String[] {"HUP", "PIPE"}) {
                Shim.signal(shim.process.pid(), ignored);
            }
            Shim.signal(shim.process.pid(), "TERM");
            assertThat(shim.ended()).isEqualTo(7);
            assertThat(shim.text("out")).contains("got it");
            assertThat(shim.exit()).containsEntry("code", "7");
        }
    }

    @Test
    void a_program_that_ignores_term_goes_on_under_its_shim() {
        try (var shim = sh("trap '' TERM; echo ready; sleep 1; echo still here; exit 8")) {
            shim.outWith("ready");
            Shim.signal(shim.process.pid(), "TERM");
            assertThat(shim.ended()).isEqualTo(8);
            assertThat(shim.text("out")).contains("still here");
        }
    }
}
