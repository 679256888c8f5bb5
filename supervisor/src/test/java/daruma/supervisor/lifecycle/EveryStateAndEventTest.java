package daruma.supervisor.lifecycle;

import static daruma.supervisor.lifecycle.Samples.NOON;
import static daruma.supervisor.lifecycle.Samples.number;
import static org.assertj.core.api.Assertions.assertThat;

import daruma.model.ExitStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every state meets every event. What is not in the table changes nothing, does nothing and tells nothing. */
class EveryStateAndEventTest {
    private static final Instant BEFORE_ANY_DEADLINE = NOON.plusMillis(300);
    private static final Instant AFTER_EVERY_DEADLINE = NOON.plusSeconds(120);

    private static final String TABLE = """
            state            | event          | next           | actions                                  | told
            stopped          | run            | Launching      | Launch                                   |
            stopped          | run newer      | Launching      | Launch                                   |
            stopped          | be gone        | Stopped        | Forget                                   | Deleted
            stopped          | found alive    | Stopping       | ForgetReadiness Terminate                | Adopted Stopping
            stopped          | found dead     | Stopped        |                                          | Stopped
            stopped          | found passed   | Stopped        |                                          | Exited
            launching        | launched       | Starting       | WatchReadiness                           | Started
            launching        | adopted        | Starting       | WatchReadiness                           | Adopted
            launching        | adopted ready  | Running        |                                          | Adopted
            launching        | exit 1         | Launching      | Launch                                   | Exited
            launching        | never ran      | Launching      | Launch                                   | StartFailed
            launching        | lost           | Launching      | Launch                                   | Exited
            launching        | ended before   | Stopped        |                                          | Exited
            launching        | degraded       | Launching      |                                          | Degraded
            launching        | late           | Launching      | Kill                                     | LaunchOverdue
            launching        | found alive    | Starting       | Kill WatchReadiness                      | Exited Adopted
            launching        | found dead     | Launching      | Kill Launch                              | Exited Exited
            launching        | found passed   | Stopped        | Kill                                     | Exited Exited
            starting         | ready          | Running        |                                          | Ready
            starting         | exit 1         | Launching      | Launch ForgetReadiness                   | Exited
            starting         | never ran      | Launching      | Launch ForgetReadiness                   | StartFailed
            starting         | lost           | Launching      | Launch ForgetReadiness                   | Exited
            starting         | degraded       | Starting       |                                          | Degraded
            starting         | late           | Stopping       | ForgetReadiness Terminate                | StartDeadlineExceeded
            starting         | run newer      | Stopping       | ForgetReadiness Terminate                | Stopping
            starting         | be down        | Stopping       | ForgetReadiness Terminate                | Stopping
            starting         | be gone        | Stopping       | ForgetReadiness Terminate                | Stopping
            starting         | found alive    | Starting       | Kill WatchReadiness                      | Exited Adopted
            starting         | found dead     | Launching      | Kill Launch                              | Exited Exited
            starting         | found passed   | Stopped        | Kill                                     | Exited Exited
            running          | ready          | Running        |                                          |
            running          | exit 1         | Launching      | Launch ForgetReadiness                   | Exited
            running          | never ran      | Launching      | Launch ForgetReadiness                   | StartFailed
            running          | lost           | Launching      | Launch ForgetReadiness                   | Exited
            running          | degraded       | Running        |                                          | Degraded
            running          | late           | Running        |                                          | Stable
            running          | run newer      | Stopping       | ForgetReadiness Terminate                | Stopping
            running          | be down        | Stopping       | ForgetReadiness Terminate                | Stopping
            running          | be gone        | Stopping       | ForgetReadiness Terminate                | Stopping
            running          | found alive    | Starting       | Kill WatchReadiness                      | Exited Adopted
            running          | found dead     | Launching      | Kill Launch                              | Exited Exited
            running          | found passed   | Stopped        | Kill                                     | Exited Exited
            stopping         | exit 1         | Stopped        |                                          | Stopped
            stopping         | never ran      | Stopped        |                                          | Stopped
            stopping         | lost           | Stopped        |                                          | Stopped
            stopping         | degraded       | Stopping       |                                          | Degraded
            stopping         | late           | Stopping       | Kill                                     | Killing
            stopping         | found alive    | Stopping       | Kill ForgetReadiness Terminate           | Exited Adopted Stopping
            stopping         | found dead     | Stopped        | Kill                                     | Exited Stopped
            stopping         | found passed   | Stopped        | Kill                                     | Exited Exited
            stopping late    | exit 1         | Launching      | Launch                                   | Exited
            stopping late    | never ran      | Launching      | Launch                                   | StartFailed
            stopping late    | lost           | Launching      | Launch                                   | Exited
            stopping late    | degraded       | Stopping       |                                          | Degraded
            stopping late    | late           | Stopping       | Kill                                     | Killing
            stopping late    | found alive    | Starting       | Kill WatchReadiness                      | Exited Adopted
            stopping late    | found dead     | Launching      | Kill Launch                              | Exited Exited
            stopping late    | found passed   | Stopped        | Kill                                     | Exited Exited
            backing off      | late           | Launching      | Launch                                   |
            backing off      | run newer      | Launching      | Launch                                   |
            backing off      | be down        | Stopped        |                                          | Stopped
            backing off      | be gone        | Stopped        | Forget                                   | Stopped Deleted
            backing off      | found alive    | Starting       | WatchReadiness                           | Adopted
            backing off      | found dead     | Launching      | Launch                                   | Exited
            backing off      | found passed   | Stopped        |                                          | Exited
            crash looping    | late           | Launching      | Launch                                   |
            crash looping    | run newer      | Launching      | Launch                                   |
            crash looping    | be down        | Stopped        |                                          | Stopped
            crash looping    | be gone        | Stopped        | Forget                                   | Stopped Deleted
            crash looping    | found alive    | Starting       | WatchReadiness                           | Adopted
            crash looping    | found dead     | Launching      | Launch                                   | Exited
            crash looping    | found passed   | Stopped        |                                          | Exited
            failed           | run newer      | Launching      | Launch                                   |
            failed           | be down        | Stopped        |                                          | Stopped
            failed           | be gone        | Stopped        | Forget                                   | Stopped Deleted
            failed           | found alive    | Starting       | WatchReadiness                           | Adopted
            failed           | found dead     | Launching      | Launch                                   | Exited
            failed           | found passed   | Stopped        |                                          | Exited
            completed        | run newer      | Launching      | Launch                                   |
            completed        | be down        | Stopped        |                                          | Stopped
            completed        | be gone        | Stopped        | Forget                                   | Stopped Deleted
            completed        | found alive    | Starting       | WatchReadiness                           | Adopted
            completed        | found dead     | Launching      | Launch                                   | Exited
            completed        | found passed   | Stopped        |                                          | Exited
            stopped          | reset          | Stopped        |                                          | CountsReset
            launching        | reset          | Launching      |                                          | CountsReset
            starting         | reset          | Starting       |                                          | CountsReset
            running          | reset          | Running        |                                          | CountsReset
            stopping         | reset          | Stopping       |                                          | CountsReset
            stopping late    | reset          | Stopping       |                                          | CountsReset
            backing off      | reset          | BackingOff     |                                          | CountsReset
            crash looping    | reset          | BackingOff     |                                          | CountsReset
            failed           | reset          | Failed         |                                          | CountsReset
            completed        | reset          | Completed      |                                          | CountsReset
            """;

    private record Row(String next, String actions, String told) {}

    @TestFactory
    List<DynamicTest> every_pair_does_what_the_table_says() {
        var table = table();
        var tests = new ArrayList<DynamicTest>();
        states().forEach((stateName, instance) -> events().forEach((eventName, event) -> {
            var pair = stateName + " | " + eventName;
            var expected = table.remove(pair);
            tests.add(DynamicTest.dynamicTest(pair, () -> {
                var now = eventName.equals("late") ? AFTER_EVERY_DEADLINE : BEFORE_ANY_DEADLINE;
                var decision = Lifecycle.decide(instance, event, now, 0.5);
                if (expected == null) {
                    assertThat(decision.next().state()).isEqualTo(instance.state());
                    assertThat(decision.next().memory()).isEqualTo(instance.memory());
                    assertThat(decision.actions()).isEmpty();
                    assertThat(decision.told()).isEmpty();
                } else {
                    assertThat(new Row(
                                    decision.next().state().getClass().getSimpleName(),
                                    decision.actions().stream()
                                            .map(action -> action.getClass().getSimpleName())
                                            .collect(Collectors.joining(" ")),
                                    decision.told().stream().map(Told::reason).collect(Collectors.joining(" "))))
                            .isEqualTo(expected);
                    assertThat(decision.told())
                            .allSatisfy(told -> assertThat(told.cause()).isNotBlank());
                }
            }));
        }));
        assertThat(table).as("rows that meet no pair").isEmpty();
        return tests;
    }

    @Test
    void the_samples_cover_every_state_and_every_event() {
        assertThat(states().values().stream()
                        .<Class<?>>map(instance -> instance.state().getClass()))
                .containsAll(leaves(InstanceState.class));
        assertThat(events().values().stream().<Class<?>>map(Object::getClass)).containsAll(leaves(InstanceEvent.class));
    }

    private static List<Class<?>> leaves(Class<?> sealed) {
        var leaves = new ArrayList<Class<?>>();
        for (var permitted : sealed.getPermittedSubclasses()) {
            leaves.addAll(permitted.isSealed() ? leaves(permitted) : List.of(permitted));
        }
        return leaves;
    }

    private static Map<String, Row> table() {
        var rows = new HashMap<String, Row>();
        TABLE.lines().skip(1).forEach(line -> {
            var cells = line.split("\\|", -1);
            rows.put(
                    cells[0].strip() + " | " + cells[1].strip(),
                    new Row(cells[2].strip(), cells[3].strip(), cells[4].strip()));
        });
        return rows;
    }

    private static Map<String, Instance> states() {
        var states = new LinkedHashMap<String, Instance>();
        states.put("stopped", Samples.in(new InstanceState.Stopped(), Samples.DOWN));
        states.put("launching", Samples.in(Samples.launching(), Samples.RUN));
        states.put("starting", Samples.in(Samples.starting(), Samples.RUN));
        states.put("running", Samples.in(Samples.running(), Samples.RUN));
        states.put("stopping", Samples.in(Samples.stopping(InstanceState.StopReason.ASKED), Samples.DOWN));
        states.put(
                "stopping late", Samples.in(Samples.stopping(InstanceState.StopReason.NOT_READY_IN_TIME), Samples.RUN));
        var until = NOON.plusSeconds(30);
        states.put("backing off", Samples.in(new InstanceState.BackingOff(until, 1, "exit code 1"), Samples.RUN));
        states.put(
                "crash looping",
                Samples.in(new InstanceState.CrashLooping(until, NOON, 5, "exit code 1"), Samples.RUN));
        states.put("failed", Samples.in(new InstanceState.Failed("exit code 1"), Samples.RUN));
        states.put("completed", Samples.in(new InstanceState.Completed(new ExitStatus.Exited(0)), Samples.RUN));
        return states;
    }

    private static Map<String, InstanceEvent> events() {
        var uptime = Duration.ofMillis(200);
        var at = NOON.plus(uptime);
        var exit = new ExitStatus.Exited(1);
        var events = new LinkedHashMap<String, InstanceEvent>();
        events.put("run", new InstanceEvent.GoalChanged(Samples.RUN, "daruma start web"));
        events.put("run newer", new InstanceEvent.GoalChanged(Samples.RUN_NEWER, "daruma restart web"));
        events.put("be down", new InstanceEvent.GoalChanged(Samples.DOWN, "daruma stop web"));
        events.put("be gone", new InstanceEvent.GoalChanged(Samples.GONE, "daruma delete web"));
        events.put("reset", new InstanceEvent.CountsReset("daruma reset web"));
        events.put("early", new InstanceEvent.DeadlinePassed());
        events.put("late", new InstanceEvent.DeadlinePassed());
        events.put("launched", new InstanceEvent.Launched(number(7), Samples.PROCESS));
        events.put("ready", new InstanceEvent.BecameReady(number(7), "port 3000", OptionalInt.of(3_000)));
        events.put("exit 1", new InstanceEvent.Ended(number(7), exit, uptime, at, false));
        events.put(
                "never ran",
                new InstanceEvent.Ended(number(7), new ExitStatus.NeverRan("exec", 2), Duration.ZERO, at, false));
        events.put("lost", new InstanceEvent.Ended(number(7), new ExitStatus.Unknown("reboot"), uptime, at, true));
        events.put(
                "ended before",
                new InstanceEvent.EndedBefore(new InstanceEvent.Ended(number(7), exit, uptime, at, false)));
        events.put("adopted", adopted(7, Optional.empty()));
        events.put("adopted ready", adopted(7, Optional.of(NOON)));
        events.put("degraded", new InstanceEvent.Degraded(number(7), "its shim is gone"));
        events.put("stale launched", new InstanceEvent.Launched(number(6), Samples.PROCESS));
        events.put("stale ready", new InstanceEvent.BecameReady(number(6), "port 3000", OptionalInt.empty()));
        events.put("stale exit", new InstanceEvent.Ended(number(6), exit, uptime, at, false));
        events.put("stale adopted", adopted(6, Optional.empty()));
        events.put("stale degraded", new InstanceEvent.Degraded(number(6), "its shim is gone"));
        events.put("unheard launched", new InstanceEvent.Launched(number(8), Samples.PROCESS));
        events.put("unheard ready", new InstanceEvent.BecameReady(number(8), "port 3000", OptionalInt.empty()));
        events.put("unheard degraded", new InstanceEvent.Degraded(number(8), "its shim is gone"));
        events.put("found alive", adopted(8, Optional.empty()));
        events.put("found dead", new InstanceEvent.Ended(number(8), exit, uptime, at, false));
        events.put(
                "found passed",
                new InstanceEvent.EndedBefore(new InstanceEvent.Ended(number(8), exit, uptime, at, false)));
        return events;
    }

    private static InstanceEvent.Adopted adopted(long number, Optional<Instant> readyAt) {
        return new InstanceEvent.Adopted(
                number(number), Samples.PROCESS, Samples.AIM, NOON, readyAt, OptionalInt.empty());
    }
}
