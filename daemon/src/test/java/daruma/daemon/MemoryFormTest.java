package daruma.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import daruma.control.json.Fields;
import daruma.control.json.JsonText;
import daruma.model.AppName;
import daruma.model.ExitStatus;
import daruma.model.Incarnation;
import daruma.model.InstanceId;
import daruma.model.LastExit;
import daruma.supervisor.dependency.GroupBudget;
import daruma.supervisor.health.Ailment;
import daruma.supervisor.health.Healing;
import daruma.supervisor.lifecycle.Aim;
import daruma.supervisor.lifecycle.GroupDeaths;
import daruma.supervisor.lifecycle.InstanceMemory;
import daruma.supervisor.lifecycle.InstanceMemory.Lived;
import daruma.supervisor.lifecycle.InstanceState;
import daruma.supervisor.restart.Death;
import daruma.supervisor.restart.DeathTally;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MemoryFormTest {
    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00.123456789Z");
    private static final InstanceId WEB = new InstanceId(new AppName("web"), 2);

    @ParameterizedTest
    @MethodSource("memories")
    void what_is_remembered_is_read_back_as_it_was(InstanceMemory memory) {
        var text = JsonText.print(MemoryForm.FORM.write().apply(memory));
        assertThat(Fields.read(JsonText.parse(text), MemoryForm.FORM.read())).isEqualTo(memory);
    }

    static Stream<InstanceMemory> memories() {
        var tally = new DeathTally(
                NOON,
                List.of(
                        new Death(NOON, Duration.ofMillis(12), Duration.ZERO, Death.Kind.NEVER_RAN),
                        new Death(NOON.plusSeconds(5), Duration.ofSeconds(4), Duration.ofSeconds(3), Death.Kind.ENDED)),
                2,
                Duration.ofMillis(400),
                Optional.of(NOON.plusSeconds(6)));
        var exit = new LastExit(
                new Incarnation(WEB, 6), new ExitStatus.Signaled(11, true), NOON, Duration.ofSeconds(4), false, true);
        return Stream.of(
                        new InstanceState.Stopped(),
                        new InstanceState.BackingOff(NOON, 2, "exit code 1"),
                        new InstanceState.CrashLooping(NOON.plusSeconds(30), NOON, 7, "exit code 1"),
                        new InstanceState.Failed("gave up"),
                        new InstanceState.Completed(new ExitStatus.Exited(0)))
                .flatMap(rest -> Stream.of(
                        new InstanceMemory(
                                WEB,
                                6,
                                Optional.empty(),
                                rest,
                                new Aim(3, 4),
                                5,
                                tally,
                                Optional.of(exit),
                                99,
                                Optional.of(new Healing(Ailment.LIVENESS_FAILED, "liveness failed: HTTP 503", 6)),
                                Optional.of(new GroupDeaths(
                                        "shop",
                                        new GroupBudget.Tally(
                                                List.of(NOON, NOON.plusSeconds(2)), GroupBudget.Level.ESCALATED)))),
                        new InstanceMemory(
                                WEB,
                                7,
                                Optional.of(new Lived(
                                        new Aim(1, 0),
                                        NOON,
                                        Optional.of(NOON.plusSeconds(1)),
                                        Duration.ofSeconds(3),
                                        Optional.of(NOON.plusSeconds(9)))),
                                rest,
                                Aim.NONE,
                                0,
                                DeathTally.from(NOON),
                                Optional.empty(),
                                0,
                                Optional.empty(),
                                Optional.empty())));
    }
}
