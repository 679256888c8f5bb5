package daruma.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import daruma.process.host.Cgroups;
import daruma.process.launch.KillResult;
import daruma.process.launch.Outcome;
import daruma.process.launch.Reach;
import daruma.process.launch.ShimOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TreeOnLinuxTest {
    @TempDir
    Path slot;

    @Test
    void a_cgroup_is_killed_at_once() throws Exception {
        var cgroups = Cgroups.find().filter(Cgroups::writable);
        assumeTrue(cgroups.isPresent(), "needs a cgroup that we may write");
        var group =
                cgroups.get().create("daruma-test-" + ProcessHandle.current().pid());
        try (var room = new NativeRoom()) {
            var run = new Stage(slot, Stage.cShim())
                    .run(
                            room.launcher(),
                            ShimOptions.NONE.withCgroup(group),
                            "/bin/sh",
                            "-c",
                            "env -i setsid sleep 300 & echo $! > $RUN/far; exec sleep 300");
            var started = run.started();
            assertThat(started.notices()).isEmpty();
            Stage.number(run.directory().resolve("far"));
            assertThat(Files.readString(group.resolve("cgroup.procs")))
                    .contains(Integer.toString(started.program().pid()));
            assertThat(room.launcher().kill(run.child(), Duration.ofSeconds(10)))
                    .isInstanceOf(KillResult.TreeEmpty.class);
            assertThat(run.ended().outcome()).isEqualTo(new Outcome.Signaled(9, false, true));
            Stage.until(
                    "the group is empty",
                    () -> Stage.text(group.resolve("cgroup.procs")).isEmpty());
        } finally {
            Stage.until("the group is removed", () -> Cgroups.remove(group) || !Files.exists(group));
        }
    }

    @Test
    void five_hundred_children_need_one_thread() {
        try (var room = new NativeRoom()) {
            var runs = new ArrayList<Stage.Run>();
            int threads = Thread.activeCount();
            long census;
            try {
                for (int i = 0; i < 500; i++) {
                    runs.add(new Stage(slot.resolve(Integer.toString(i)), Stage.cShim())
                            .run(room.launcher(), "/bin/sleep", "300"));
                }
                var pids = new ArrayList<Integer>();
                for (var run : runs) {
                    pids.add(run.started().program().pid());
                }
                assertThat(Thread.activeCount()).isLessThanOrEqualTo(threads);
                long begin = System.nanoTime();
                assertThat(room.procFs().tree(pids).pids()).hasSize(500);
                census = System.nanoTime() - begin;
                assertThat(census).as("nanoseconds to read 500 trees").isLessThan(5_000_000_000L);
            } finally {
                for (var run : runs) {
                    room.launcher().signal(run.child(), 15, Reach.TREE);
                }
            }
            for (var run : runs) {
                assertThat(run.ended().outcome()).isEqualTo(new Outcome.Signaled(15, false, true));
            }
        }
    }
}
