package daruma.state;

import static org.assertj.core.api.Assertions.assertThat;

import daruma.model.AppName;
import daruma.state.ChangeOutcome.NotStored;
import daruma.state.ChangeOutcome.Stored;
import daruma.state.FakeDisk.Loss;
import daruma.state.FakeDisk.PowerCut;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Every step of a history of changes is once the last one before the power goes, or the one at which the disk is full. */
class DesiredStoreCrashTest {
    private static final Path DIRECTORY = Path.of("/state");
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-01-02T03:04:05Z"));

    /** Long enough for two new generations. */
    private static final List<UnaryOperator<DesiredState>> HISTORY = IntStream.range(0, 24)
            .<UnaryOperator<DesiredState>>mapToObj(i -> switch (i % 4) {
                case 0 -> state -> state.add(Apps.bigApp("a" + i, 600));
                case 1 -> state -> state.add(Apps.app("b" + i)).remove(new AppName("a" + (i - 1)));
                case 2 ->
                    state -> state.put(
                            state.find(new AppName("b" + (i - 1))).orElseThrow().restarted());
                default -> state -> state.add(Apps.bigApp("c", 600 + i));
            })
            .toList();

    @Test
    void after_a_power_cut_at_any_step_every_answered_change_is_there() {
        int steps = stepsOfTheWholeHistory();
        int states = 0;
        for (int cut = 1; cut <= steps; cut++) {
            var disk = new FakeDisk().cutPowerAt(cut);
            var answered = DesiredState.EMPTY;
            var attempted = DesiredState.EMPTY;
            try {
                var store = open(disk);
                for (var command : HISTORY) {
                    attempted = command.apply(store.state())
                            .withRevision(store.state().revision() + 1);
                    store.change(command);
                    answered = store.state();
                }
            } catch (PowerCut expected) {
                // What follows is the point.
            }
            for (var namesKept : List.of(true, false)) {
                for (var loss : Loss.values()) {
                    var where = "cut at step " + cut + ", names kept " + namesKept + ", lost " + loss;
                    var after = disk.afterPowerCut(namesKept, loss);
                    var recovered = open(after);
                    assertThat(recovered.state()).as(where).isIn(answered, attempted);
                    assertUsable(recovered, after, where);
                    states++;
                }
            }
        }
        assertThat(states).isGreaterThan(300);
    }

    @Test
    void a_disk_that_is_full_at_any_step_for_any_time_costs_only_the_changes_that_were_refused() {
        int steps = stepsOfTheWholeHistory();
        for (int length : List.of(1, 3, 17)) {
            for (int first = 2; first <= steps; first++) {
                var where = length + " steps fail from step " + first;
                var disk = new FakeDisk().failBetween(first, first + length);
                var store = open(disk);
                for (var command : HISTORY) {
                    var before = store.state();
                    DesiredState wanted;
                    try {
                        wanted = command.apply(before);
                    } catch (java.util.NoSuchElementException e) {
                        // It builds on a change that was refused.
                        continue;
                    }
                    switch (store.change(command)) {
                        case Stored(var state) ->
                            assertThat(state.apps()).as(where).isEqualTo(wanted.apps());
                        case NotStored(var why) -> {
                            assertThat(store.state()).as(where).isEqualTo(before);
                            assertThat(why).contains("No space left").contains("try again");
                        }
                    }
                }
                disk.failBetween(Integer.MAX_VALUE, Integer.MAX_VALUE);
                assertThat(store.change(state -> state.add(Apps.app("last"))))
                        .as(where)
                        .isInstanceOf(Stored.class);
                for (var loss : Loss.values()) {
                    var recovered = open(disk.afterPowerCut(false, loss));
                    assertThat(recovered.state()).as(where).isEqualTo(store.state());
                }
            }
        }
    }

    private static DesiredStore open(FakeDisk disk) {
        return DesiredStore.open(DIRECTORY, CLOCK, disk, 2_000);
    }

    private static int stepsOfTheWholeHistory() {
        var disk = new FakeDisk();
        var store = open(disk);
        HISTORY.forEach(command -> assertThat(store.change(command)).isInstanceOf(Stored.class));
        assertThat(disk.bytes(DIRECTORY.resolve("desired.1")))
                .as("the first generation, long replaced")
                .isEmpty();
        return disk.steps();
    }

    private static void assertUsable(DesiredStore store, FakeDisk disk, String where) {
        assertThat(store.change(state -> state.add(Apps.app("afterwards"))))
                .as(where)
                .isInstanceOf(Stored.class);
        var again = open(disk.afterPowerCut(false, Loss.EVERYTHING));
        assertThat(again.state()).as(where).isEqualTo(store.state());
        assertThat(again.complete()).as(where).isTrue();
    }
}
