package daruma.process;

import static org.assertj.core.api.Assertions.assertThat;

import daruma.process.launch.Adoption;
import daruma.process.launch.End;
import daruma.process.launch.Failure;
import daruma.process.launch.KillResult;
import daruma.process.launch.Launch;
import daruma.process.launch.Launcher;
import daruma.process.launch.Listener;
import daruma.process.launch.Outcome;
import daruma.process.launch.Reach;
import daruma.process.launch.Shim;
import daruma.process.launch.ShimOptions;
import daruma.process.launch.Started;
import daruma.process.proc.Stat;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every launcher keeps, whatever it is made of and whichever shim it starts. */
abstract class LauncherContract {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @TempDir
    Path slot;

    private ProcessRoom room;
    private Stage stage;
    private final List<Stage.Run> runs = new ArrayList<>();

    abstract ProcessRoom open();

    abstract Shim shim();

    /** Whether the shim tells codes from signals by itself. */
    boolean exact() {
        return shim().kind() == Shim.Kind.C;
    }

    @BeforeEach
    void open_the_room() {
        room = open();
        stage = new Stage(slot, shim());
    }

    @AfterEach
    void leave_nothing_behind() {
        for (var run : runs) {
            room.launcher().kill(run.child(), PATIENCE);
        }
        room.close();
    }

    private Launcher launcher() {
        return room.launcher();
    }

    private Stage.Run sh(String script) {
        return keep(stage.sh(launcher(), script));
    }

    private Stage.Run keep(Stage.Run run) {
        runs.add(run);
        return run;
    }

    @Test
    void an_exit_code_arrives_after_the_start() {
        var run = sh("exit 42");
        var started = run.started();
        assertThat(started.program().pid()).isGreaterThan(1);
        assertThat(started.program().startTicks()).isPositive();
        assertThat(started.program().bootId()).isEqualTo(room.procFs().bootId());
        var end = run.ended();
        assertThat(end.outcome()).isEqualTo(new Outcome.Exited(42, true));
        assertThat(end.survivors()).isEmpty();
        assertThat(run.heard().order.toString()).isEqualTo("started ended ");
    }

    @Test
    void words_to_the_notify_descriptor_are_in_the_file_even_after_the_end() throws IOException {
        var words = Files.createFile(slot.resolve("words"));
        var plain = stage.launch(ShimOptions.NONE, "/bin/sh", "-c", "eval \"echo up >&$NOTIFY_FD\"; exit 7");
        var launch = new Launch(
                plain.shim(),
                plain.runDirectory(),
                plain.program(),
                plain.environment(),
                plain.runId(),
                plain.options(),
                Optional.of(words));
        var heard = new Stage.Heard();
        var run = keep(new Stage.Run(launch, launcher().launch(launch, heard), heard));
        run.started();
        assertThat(run.ended().outcome()).isEqualTo(new Outcome.Exited(7, true));
        assertThat(words).hasContent("up\n");
    }

    @Test
    void a_signal_is_told_as_a_signal() {
        var end = after_start(sh("kill -SEGV $$")).ended();
        if (exact()) {
            assertThat(end.outcome()).isInstanceOfSatisfying(Outcome.Signaled.class, s -> {
                assertThat(s.signal()).isEqualTo(11);
                assertThat(s.exact()).isTrue();
            });
        } else {
            assertThat(end.outcome())
                    .matches(o -> o instanceof Outcome.Exited(int code, boolean exact) && code == 139 && !exact
                            || o instanceof Outcome.Signaled s && s.signal() == 11);
        }
    }

    @Test
    void a_program_that_does_not_exist_fails_and_never_ends() {
        var run = keep(stage.run(launcher(), "/no/such/program"));
        var failure = run.heard().next(Failure.class);
        assertThat(failure.stage()).isEqualTo("exec");
        assertThat(failure.errno()).isEqualTo(2);
        assertThat(run.heard().order.toString()).isEqualTo("failed ");
    }

    @Test
    void a_shim_that_does_not_exist_is_a_failure_to_spawn() {
        var heard = new Stage.Heard();
        var missing = new Shim(slot.resolve("no-shim"), shim().kind(), shim().capabilities());
        launcher().launch(new Stage(slot, missing).launch(ShimOptions.NONE, "/bin/true"), heard);
        var failure = heard.next(Failure.class);
        assertThat(failure.stage()).isIn("spawn", "exec", "shim");
    }

    @Test
    void a_slot_whose_lock_is_held_refuses_a_second_copy() {
        var first = sh("exec sleep 300");
        first.started();
        var second = keep(stage.run(launcher(), "/bin/true"));
        assertThat(second.heard().next(Failure.class).stage()).isEqualTo("lock");
        assertThat(Stage.alive(pid(first))).isTrue();
    }

    @Test
    void the_next_incarnation_is_launched_from_within_the_end_of_the_last() throws InterruptedException {
        int rounds = exact() ? 20 : 3;
        var over = new CountDownLatch(1);
        var threads = new AtomicReference<>(new ArrayList<Thread>());
        class Again extends Delegate {
            int round;

            @Override
            public void ended(End end) {
                threads.get().add(Thread.currentThread());
                if (++round == rounds) {
                    over.countDown();
                } else {
                    launcher().launch(stage.launch(ShimOptions.NONE, "/bin/true"), this);
                }
            }
        }
        launcher().launch(stage.launch(ShimOptions.NONE, "/bin/true"), new Again());
        assertThat(over.await(20, TimeUnit.SECONDS)).as("%d rounds", rounds).isTrue();
        assertThat(threads.get()).containsOnly(threads.get().getFirst());
        assertThat(threads.get().getFirst().getName()).isEqualTo("daruma-children");
    }

    @Test
    void many_fast_launches_leave_no_descriptor_and_no_zombie() {
        after_start(sh("true")).ended();
        int batches = exact() ? 10 : 2; // of twenty; a shell takes its time
        int descriptors = descriptors();
        long before = zombies(); // of rooms that other tests closed over their children
        for (int batch = 0; batch < batches; batch++) {
            var together = new ArrayList<Stage.Run>();
            for (int i = 0; i < 20; i++) {
                var own = new Stage(slot.resolve(batch + "." + i), shim());
                together.add(own.run(launcher(), "/bin/true"));
            }
            for (var run : together) {
                run.started();
                assertThat(run.ended().outcome()).isEqualTo(new Outcome.Exited(0, true));
            }
        }
        Stage.until("as many descriptors as before", () -> descriptors() <= descriptors + 2);
        Stage.until("no more zombies than before", () -> zombies() <= before);
    }

    @Test
    void a_signal_reaches_the_whole_tree() {
        var run = sh("sleep 300 & echo $! > $RUN/child; exec sleep 300");
        run.started();
        int child = Stage.number(run.directory().resolve("child"));
        // With a slow way to send signals the shim may have ended the child before it is its turn.
        assertThat(launcher().signal(run.child(), 15, Reach.TREE)).isPositive();
        var end = run.ended();
        assertThat(end.outcome()).matches(o -> isSignal(o, 15));
        assertThat(Stage.alive(child)).isFalse();
    }

    @Test
    void a_stopped_process_hears_the_request_to_end() {
        var run = sh("trap 'exit 7' TERM; echo ready > $RUN/up; while :; do sleep 0.05; done");
        run.started();
        Stage.until("the trap is set", () -> Files.exists(run.directory().resolve("up")));
        launcher().signal(run.child(), 19, Reach.PROGRAM);
        Stage.until(
                "it is stopped",
                () -> room.procFs().stat(pid(run)).orElseThrow().state() == 'T');
        launcher().signal(run.child(), 15, Reach.PROGRAM);
        assertThat(run.ended().outcome()).isEqualTo(new Outcome.Exited(7, true));
    }

    @Test
    void who_ignores_a_request_is_killed() {
        var run = sh("trap '' TERM; echo ready > $RUN/up; while :; do sleep 0.05; done");
        run.started();
        Stage.until("the trap is set", () -> Files.exists(run.directory().resolve("up")));
        launcher().signal(run.child(), 15, Reach.TREE);
        assertThat(Stage.alive(pid(run))).isTrue();
        assertThat(launcher().kill(run.child(), PATIENCE)).isInstanceOf(KillResult.TreeEmpty.class);
        assertThat(run.ended().outcome()).matches(o -> isSignal(o, 9));
    }

    @Test
    void a_grandchild_in_a_session_of_its_own_does_not_escape_the_kill() {
        var run = sh("(setsid sh -c 'echo $$ > $RUN/far; exec sleep 300' &) ; exec sleep 300");
        run.started();
        int far = Stage.number(run.directory().resolve("far"));
        assertThat(launcher().kill(run.child(), PATIENCE)).isInstanceOf(KillResult.TreeEmpty.class);
        assertThat(Stage.alive(far)).isFalse();
        run.ended();
    }

    @Test
    void what_a_program_leaves_behind_is_gone_before_its_end_is_told() {
        var run = sh("(setsid sh -c 'trap \"\" TERM; echo $$ > $RUN/far; while :; do sleep 0.05; done' &);"
                + " while [ ! -s $RUN/far ]; do sleep 0.01; done; exit 3");
        run.started();
        var end = run.ended();
        assertThat(end.outcome()).isEqualTo(new Outcome.Exited(3, true));
        assertThat(end.survivors()).isEmpty();
        assertThat(Stage.alive(Stage.number(run.directory().resolve("far")))).isFalse();
    }

    @Test
    void a_fork_storm_that_races_the_kill_loses() {
        var run = sh("storm() { i=0; while [ $i -lt 60 ]; do setsid sleep 300 & i=$((i+1)); done; wait; };"
                + " storm & storm & storm & : > $RUN/up; wait");
        run.started();
        Stage.until("the storm has begun", () -> Files.exists(run.directory().resolve("up")));
        assertThat(launcher().kill(run.child(), PATIENCE)).isInstanceOf(KillResult.TreeEmpty.class);
        run.ended();
        assertThat(withCookie(run.launch().runId())).isEmpty();
    }

    @Test
    void a_dead_shim_does_not_take_its_program_with_it() {
        var run = sh("exec sleep 300");
        var started = run.started();
        Stage.sendSignal(started.shim().orElseThrow().pid(), "KILL");
        assertThat(run.heard().next(String.class)).contains("shim");
        assertThat(Stage.alive(pid(run))).isTrue();
        assertThat(launcher().kill(run.child(), PATIENCE)).isInstanceOf(KillResult.TreeEmpty.class);
        assertThat(run.ended().outcome())
                .matches(o -> isSignal(o, 9) || o instanceof Outcome.Unknown, "killed, or said to be unknown");
        assertThat(run.heard().order.toString()).isEqualTo("started degraded ended ");
    }

    @Test
    void a_later_launcher_adopts_what_runs_and_hears_its_exit_code() {
        var run = stage.sh(launcher(), "while [ ! -e $RUN/go ]; do sleep 0.01; done; exit 23");
        var started = run.started();
        room.close();
        room = open();
        var heard = new Stage.Heard();
        var child = launcher().adopt(run.adoption(stage.lock()), heard);
        keep(new Stage.Run(run.launch(), child, heard));
        assertThat(heard.next(Started.class).program()).isEqualTo(started.program());
        touch(run.directory().resolve("go"));
        assertThat(heard.next(End.class).outcome()).isEqualTo(new Outcome.Exited(23, true));
        assertThat(run.heard().order.toString())
                .as("a closed launcher is silent")
                .isEqualTo("started ");
    }

    @Test
    void what_ended_while_nobody_watched_is_told_exactly() {
        var run = stage.sh(launcher(), "while [ ! -e $RUN/go ]; do sleep 0.01; done; exit 24");
        run.started();
        room.close();
        touch(run.directory().resolve("go"));
        Stage.until("the exit record", () -> Files.exists(run.directory().resolve("exit")));
        room = open();
        var heard = new Stage.Heard();
        launcher().adopt(run.adoption(stage.lock()), heard);
        assertThat(heard.next(End.class).outcome()).isEqualTo(new Outcome.Exited(24, true));
        assertThat(heard.order.toString()).isEqualTo("ended ");
    }

    @Test
    void an_orphan_of_a_dead_shim_is_adopted_and_watched_by_itself() {
        var run = stage.sh(launcher(), "exec sleep 300");
        var started = run.started();
        room.close();
        Stage.sendSignal(started.shim().orElseThrow().pid(), "KILL");
        Stage.until(
                "the shim is gone",
                () -> !Stage.alive(started.shim().orElseThrow().pid()));
        room = open();
        var heard = new Stage.Heard();
        var child = launcher().adopt(run.adoption(stage.lock()), heard);
        keep(new Stage.Run(run.launch(), child, heard));
        heard.next(Started.class);
        heard.next(String.class);
        assertThat(launcher().signal(child, 15, Reach.TREE)).isEqualTo(1);
        assertThat(heard.next(End.class).outcome())
                .matches(o -> isSignal(o, 15) || o instanceof Outcome.Unknown, "ended by TERM, or said to be unknown");
    }

    @Test
    void strays_of_a_program_that_died_with_its_shim_are_finished() {
        var run = stage.sh(launcher(), "setsid sleep 300 & echo $! > $RUN/far; exec sleep 300");
        var started = run.started();
        int far = Stage.number(run.directory().resolve("far"));
        room.close();
        Stage.sendSignal(started.shim().orElseThrow().pid(), "KILL");
        Stage.sendSignal(started.program().pid(), "KILL");
        Stage.until(
                "both are gone",
                () -> !Stage.alive(started.program().pid())
                        && !Stage.alive(started.shim().orElseThrow().pid()));
        room = open();
        var heard = new Stage.Heard();
        launcher().adopt(run.adoption(stage.lock()), heard);
        var end = heard.next(End.class);
        assertThat(end.survivors()).isEmpty();
        assertThat(Stage.alive(far)).isFalse();
    }

    @Test
    void a_record_of_another_boot_is_believed_by_nobody() throws IOException {
        var mine = ProcessHandle.current().pid();
        var directory = Files.createDirectories(slot.resolve("old"));
        Files.writeString(
                directory.resolve("pid"),
                "v=1\npid=%d\nstart=1\nshim=%d\nshimstart=1\nboot=another\n".formatted(mine, mine));
        var heard = new Stage.Heard();
        launcher().adopt(new Adoption(directory, Optional.empty(), "old-run"), heard);
        assertThat(heard.next(End.class).outcome())
                .isInstanceOfSatisfying(
                        Outcome.Unknown.class, u -> assertThat(u.why()).contains("booted"));
    }

    @Test
    void a_pid_with_another_start_is_a_stranger_and_is_left_alone() throws Exception {
        var stranger = new ProcessBuilder("sleep", "300").start();
        try {
            var directory = Files.createDirectories(slot.resolve("old"));
            Files.writeString(
                    directory.resolve("pid"),
                    "v=1\npid=%d\nstart=1\nshim=%d\nshimstart=1\nboot=%s\n"
                            .formatted(
                                    stranger.pid(),
                                    stranger.pid(),
                                    room.procFs().bootId()));
            var heard = new Stage.Heard();
            var child = launcher().adopt(new Adoption(directory, Optional.empty(), "old-run"), heard);
            heard.next(End.class);
            assertThat(launcher().signal(child, 15, Reach.TREE)).isZero();
            assertThat(launcher().kill(child, PATIENCE)).isEqualTo(new KillResult.TreeEmpty(0));
            assertThat(stranger.isAlive()).isTrue();
        } finally {
            stranger.destroyForcibly().waitFor();
        }
    }

    private Stage.Run after_start(Stage.Run run) {
        run.started();
        return run;
    }

    /** By the pid record, for the events are taken one by one. */
    private static int pid(Stage.Run run) {
        return Stage.text(run.directory().resolve("pid"))
                .lines()
                .filter(l -> l.startsWith("pid="))
                .map(l -> Integer.parseInt(l.substring(4)))
                .findFirst()
                .orElseThrow();
    }

    private boolean isSignal(Outcome outcome, int signal) {
        return outcome instanceof Outcome.Signaled s && s.signal() == signal
                || !exact()
                        && outcome instanceof Outcome.Exited(int code, boolean exact)
                        && code == 128 + signal
                        && !exact;
    }

    private List<Integer> withCookie(String runId) {
        return room.procFs().census().all().stream()
                .map(Stat::pid)
                .filter(pid -> room.procFs()
                        .variable(pid, Launch.RUN_ID)
                        .filter(runId::equals)
                        .isPresent())
                .toList();
    }

    private long zombies() {
        return room.procFs().descendants((int) ProcessHandle.current().pid()).stream()
                .filter(s -> s.state() == 'Z')
                .count();
    }

    private static int descriptors() {
        var open = new File("/proc/self/fd").list();
        return open == null ? 0 : open.length;
    }

    private static void touch(Path file) {
        try {
            Files.createFile(file);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private abstract static class Delegate implements Listener {
        @Override
        public void started(Started started) {
            assertThat(started.program().pid()).isPositive();
        }

        @Override
        public void failed(Failure failure) {
            throw new AssertionError(failure);
        }

        @Override
        public void degraded(String notice) {
            throw new AssertionError(notice);
        }
    }
}
