package daruma.process.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import daruma.process.host.LimitGroups.Bounds;
import daruma.process.host.LimitGroups.Controller;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** On a machine where groups may be written; on others there is nothing to be tried. */
class LimitGroupsTest {
    private final LimitGroups groups = LimitGroups.find();
    private final String name = "daruma-test-" + ProcessHandle.current().pid();

    @Test
    void too_much_memory_is_ended_by_the_kernel_and_counted() throws Exception {
        assumeTrue(groups.can(Controller.MEMORY), "no memory group may be written");
        // It waits for a word before it takes memory: by then it is in its group.
        var program = new ProcessBuilder("sh", "-c", "read go; x=a; while :; do x=$x$x; done").start();
        try {
            groups.hold(
                    name,
                    new Bounds(OptionalLong.of(16 << 20), OptionalInt.empty(), OptionalInt.empty()),
                    () -> List.of((int) program.pid()));
            assertThat(groups.oomKills(name)).hasValue(0);
            program.getOutputStream().write("go\n".getBytes(StandardCharsets.US_ASCII));
            program.getOutputStream().flush();
            assertThat(program.waitFor(30, TimeUnit.SECONDS))
                    .as("it was killed")
                    .isTrue();
            assertThat(program.exitValue()).isEqualTo(137);
            assertThat(groups.oomKills(name)).hasValue(1);
        } finally {
            program.destroyForcibly().waitFor();
            released();
        }
    }

    @Test
    void no_more_tasks_than_allowed_can_be_made() throws Exception {
        assumeTrue(groups.can(Controller.TASKS), "no group for tasks may be written");
        var program = new ProcessBuilder("sh", "-c", "read go; sleep 300 & sleep 300 & sleep 300 & wait")
                .redirectErrorStream(true)
                .start();
        try {
            groups.hold(
                    name,
                    new Bounds(OptionalLong.empty(), OptionalInt.of(2), OptionalInt.empty()),
                    () -> List.of((int) program.pid()));
            program.getOutputStream().write("go\n".getBytes(StandardCharsets.US_ASCII));
            program.getOutputStream().flush();
            assertThat(new String(program.getInputStream().readNBytes(10), StandardCharsets.US_ASCII))
                    .as("what the shell says when it cannot fork")
                    .isNotEmpty();
            assertThat(program.descendants().count()).isLessThanOrEqualTo(1);
        } finally {
            program.descendants().forEach(ProcessHandle::destroyForcibly);
            program.destroyForcibly().waitFor();
            released();
        }
    }

    private void released() {
        await("the group to be gone").atMost(Duration.ofSeconds(10)).until(() -> {
            groups.release(name);
            return groups.oomKills(name).isEmpty();
        });
    }
}
