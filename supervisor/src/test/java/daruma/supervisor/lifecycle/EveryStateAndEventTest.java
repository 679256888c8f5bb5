package daruma.supervisor.lifecycle;

import static daruma.supervisor.lifecycle.Samples.NOON;
import static daruma.supervisor.lifecycle.Samples.number;
import static org.assertj.core.api.Assertions.assertThat;

import daruma.model.ExitStatus;
import daruma.model.ProcessId;
import daruma.supervisor.health.Ailment;
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
            state            | event          | next       | actions                                       | told
            stopped          | run            | Launching  | Launch                                        |
            stopped          | run newer      | Launching  | Launch                                        |
            stopped          | be gone        | Stopped    | Forget                                        | Deleted
            stopped          | reset          | Stopped    |                                               | CountsReset
            stopped          | found alive    | Stopping   | ForgetReadiness ForgetLiveness Terminate      | Adopted Stopping
            stopped          | found dead     | Stopped    |                                               | Stopped
            stopped          | found passed   | Stopped    |                                               | Exited
            launching        | reset          | Launching  |                                               | CountsReset
            launching        | late           | Launching  | Kill                                          | LaunchOverdue
            launching        | launched       | Starting   | WatchReadiness WatchHealth                    | Started
            launching        | exit 1         | Launching  | Launch Gather                                 | Exited
            launching        | never ran      | Launching  | Launch Gather                                 | StartFailed
            launching        | lost           | Launching  | Launch                                        | Exited
            launching        | ended before   | Stopped    |                                               | Exited
            launching        | adopted        | Starting   | WatchReadiness WatchHealth                    | Adopted
            launching        | adopted ready  | Running    | WatchHealth                                   | Adopted
            launching        | degraded       | Launching  |                                               | Degraded
            launching        | found alive    | Starting   | Kill WatchReadiness WatchHealth               | Exited Adopted
            launching        | found dead     | Launching  | Kill Launch Gather                            | Exited Exited
            launching        | found passed   | Stopped    | Kill                                          | Exited Exited
            starting         | run newer      | Stopping   | ForgetReadiness ForgetLiveness Terminate      | Stopping
            starting         | be down        | Stopping   | ForgetReadiness ForgetLiveness Terminate      | Stopping
            starting         | be gone        | Stopping   | ForgetReadiness ForgetLiveness Terminate      | Stopping
            starting         | reset          | Starting   |                                               | CountsReset
            starting         | late           | Examining  | Gather                                        | StartDeadlineExceeded
            starting         | ready          | Running    |                                               | Ready
            starting         | exit 1         | Launching  | Launch Gather ForgetReadiness ForgetHealth    | Exited
            starting         | never ran      | Launching  | Launch Gather ForgetReadiness ForgetHealth    | StartFailed
            starting         | lost           | Launching  | Launch ForgetReadiness ForgetHealth           | Exited
            starting         | degraded       | Starting   |                                               | Degraded
            starting         | in service     | Running    |                                               | Ready
            starting         | ailing         | Starting   |                                               |
            starting         | grown old      | Starting   |                                               |
            starting         | found alive    | Starting   | Kill WatchReadiness WatchHealth               | Exited Adopted
            starting         | found dead     | Launching  | Kill Launch Gather                            | Exited Exited
            starting         | found passed   | Stopped    | Kill                                          | Exited Exited
            running          | run newer      | Stopping   | ForgetReadiness ForgetLiveness Terminate      | Stopping
            running          | be down        | Stopping   | ForgetReadiness ForgetLiveness Terminate      | Stopping
            running          | be gone        | Stopping   | ForgetReadiness ForgetLiveness Terminate      | Stopping
            running          | reset          | Running    |                                               | CountsReset
            running          | late           | Running    |                                               | Stable
            running          | ready          | Running    |                                               |
            running          | exit 1         | Launching  | Launch Gather ForgetReadiness ForgetHealth    | Exited
            running          | never ran      | Launching  | Launch Gather ForgetReadiness ForgetHealth    | StartFailed
            running          | lost           | Launching  | Launch ForgetReadiness ForgetHealth           | Exited
            running          | degraded       | Running    |                                               | Degraded
            running          | out of service | Running    |                                               | NotReady
            running          | ailing         | Running    |                                               |
            running          | grown old      | Running    |                                               |
            running          | found alive    | Starting   | Kill WatchReadiness WatchHealth               | Exited Adopted
            running          | found dead     | Launching  | Kill Launch Gather                            | Exited Exited
            running          | found passed   | Stopped    | Kill                                          | Exited Exited
            draining         | reset          | Draining   |                                               | CountsReset
            draining         | late           | Stopping   | ForgetReadiness ForgetLiveness Terminate      | Stopping
            draining         | drained        | Stopping   | ForgetReadiness ForgetLiveness Terminate      | Stopping
            draining         | exit 1         | Stopped    | ForgetHealth                                  | Stopped
            draining         | never ran      | Stopped    | ForgetHealth                                  | Stopped
            draining         | lost           | Stopped    | ForgetHealth                                  | Stopped
            draining         | degraded       | Draining   |                                               | Degraded
            draining         | says           | Draining   |                                               |
            draining         | more time      | Draining   |                                               | MoreTime
            draining         | main process   | Draining   |                                               | MainProcess
            draining         | found alive    | Stopping   | Kill ForgetReadiness ForgetLiveness Terminate | Exited Adopted Stopping
            draining         | found dead     | Stopped    | Kill                                          | Exited Stopped
            draining         | found passed   | Stopped    | Kill                                          | Exited Exited
            draining old     | reset          | Draining   |                                               | CountsReset
            draining old     | late           | Stopping   | ForgetReadiness ForgetLiveness Terminate      | Stopping
            draining old     | drained        | Stopping   | ForgetReadiness ForgetLiveness Terminate      | Stopping
            draining old     | exit 1         | Launching  | Launch ForgetHealth                           | Stopped
            draining old     | never ran      | Launching  | Launch ForgetHealth                           | Stopped
            draining old     | lost           | Launching  | Launch ForgetHealth                           | Stopped
            draining old     | degraded       | Draining   |                                               | Degraded
            draining old     | says           | Draining   |                                               |
            draining old     | more time      | Draining   |                                               | MoreTime
            draining old     | main process   | Draining   |                                               | MainProcess
            draining old     | found alive    | Starting   | Kill WatchReadiness WatchHealth               | Exited Adopted
            draining old     | found dead     | Launching  | Kill Launch Gather                            | Exited Exited
            draining old     | found passed   | Stopped    | Kill                                          | Exited Exited
            starting         | be drained     | Stopping   | ForgetReadiness ForgetLiveness Terminate      | Stopping
            starting sick    | be drained     | Stopping   | ForgetReadiness ForgetLiveness Terminate      | Stopping
            examining        | be drained     | Stopping   | ForgetReadiness ForgetLiveness Terminate      | Stopping
            unready          | be drained     | Stopping   | ForgetReadiness ForgetLiveness Terminate      | Stopping
            running          | be drained     | Draining   | ForgetReadiness ForgetLiveness Drain          | Draining
            sick             | be drained     | Draining   | ForgetReadiness ForgetLiveness Drain          | Draining
            old              | be drained     | Draining   | ForgetReadiness ForgetLiveness Drain          | Draining
            withheld         | be drained     | Draining   | ForgetReadiness ForgetLiveness Drain          | Draining
            backing off      | be drained     | Stopped    |                                               | Stopped
            crash looping    | be drained     | Stopped    |                                               | Stopped
            failed           | be drained     | Stopped    |                                               | Stopped
            completed        | be drained     | Stopped    |                                               | Stopped
            stopping         | reset          | Stopping   |                                               | CountsReset
            stopping         | late           | Stopping   | Kill                                          | Killing
            stopping         | exit 1         | Stopped    | ForgetHealth                                  | Stopped
            stopping         | never ran      | Stopped    | ForgetHealth                                  | Stopped
            stopping         | lost           | Stopped    | ForgetHealth                                  | Stopped
            stopping         | degraded       | Stopping   |                                               | Degraded
            stopping         | found alive    | Stopping   | Kill ForgetReadiness ForgetLiveness Terminate | Exited Adopted Stopping
            stopping         | found dead     | Stopped    | Kill                                          | Exited Stopped
            stopping         | found passed   | Stopped    | Kill                                          | Exited Exited
            stopping late    | reset          | Stopping   |                                               | CountsReset
            stopping late    | late           | Stopping   | Kill                                          | Killing
            stopping late    | exit 1         | Launching  | Launch Gather ForgetHealth                    | Exited
            stopping late    | never ran      | Launching  | Launch Gather ForgetHealth                    | StartFailed
            stopping late    | lost           | Launching  | Launch ForgetHealth                           | Exited
            stopping late    | degraded       | Stopping   |                                               | Degraded
            stopping late    | found alive    | Starting   | Kill WatchReadiness WatchHealth               | Exited Adopted
            stopping late    | found dead     | Launching  | Kill Launch Gather                            | Exited Exited
            stopping late    | found passed   | Stopped    | Kill                                          | Exited Exited
            stopping sick    | reset          | Stopping   |                                               | CountsReset
            stopping sick    | late           | Stopping   | Kill                                          | Killing
            stopping sick    | exit 1         | Launching  | Launch Gather ForgetHealth                    | Exited
            stopping sick    | never ran      | Launching  | Launch Gather ForgetHealth                    | StartFailed
            stopping sick    | lost           | Launching  | Launch ForgetHealth                           | Exited
            stopping sick    | degraded       | Stopping   |                                               | Degraded
            stopping sick    | found alive    | Starting   | Kill WatchReadiness WatchHealth               | Exited Adopted
            stopping sick    | found dead     | Launching  | Kill Launch Gather                            | Exited Exited
            stopping sick    | found passed   | Stopped    | Kill                                          | Exited Exited
            stopping old     | reset          | Stopping   |                                               | CountsReset
            stopping old     | late           | Stopping   | Kill                                          | Killing
            stopping old     | exit 1         | Launching  | Launch ForgetHealth                           | Stopped
            stopping old     | never ran      | Launching  | Launch ForgetHealth                           | Stopped
            stopping old     | lost           | Launching  | Launch ForgetHealth                           | Stopped
            stopping old     | degraded       | Stopping   |                                               | Degraded
            stopping old     | found alive    | Starting   | Kill WatchReadiness WatchHealth               | Exited Adopted
            stopping old     | found dead     | Launching  | Kill Launch Gather                            | Exited Exited
            stopping old     | found passed   | Stopped    | Kill                                          | Exited Exited
            stopping along   | reset          | Stopping   |                                               | CountsReset
            stopping along   | late           | Stopping   | Kill                                          | Killing
            stopping along   | exit 1         | Launching  | Launch ForgetHealth                           | Stopped
            stopping along   | never ran      | Launching  | Launch ForgetHealth                           | Stopped
            stopping along   | lost           | Launching  | Launch ForgetHealth                           | Stopped
            stopping along   | degraded       | Stopping   |                                               | Degraded
            stopping along   | found alive    | Starting   | Kill WatchReadiness WatchHealth               | Exited Adopted
            stopping along   | found dead     | Launching  | Kill Launch Gather                            | Exited Exited
            stopping along   | found passed   | Stopped    | Kill                                          | Exited Exited
            starting sick    | run newer      | Stopping   | ForgetReadiness ForgetLiveness Terminate      | Stopping
            starting sick    | be down        | Stopping   | ForgetReadiness ForgetLiveness Terminate      | Stopping
            starting sick    | be gone        | Stopping   | ForgetReadiness ForgetLiveness Terminate      | Stopping
            starting sick    | reset          | Starting   |                                               | CountsReset
            starting sick    | late           | Examining  | Gather                                        | StartDeadlineExceeded
            starting sick    | ready          | Running    |                                               | Ready
            starting sick    | exit 1         | Launching  | Launch Gather ForgetReadiness ForgetHealth    | Exited
            starting sick    | never ran      | Launching  | Launch Gather ForgetReadiness ForgetHealth    | StartFailed
            starting sick    | lost           | Launching  | Launch ForgetReadiness ForgetHealth           | Exited
            starting sick    | degraded       | Starting   |                                               | Degraded
            starting sick    | in service     | Running    |                                               | Ready
            starting sick    | recovered      | Starting   |                                               |
            starting sick    | allowed        | Examining  | Gather                                        | Unhealthy
            starting sick    | not allowed    | Starting   |                                               | RestartWithheld
            starting sick    | found alive    | Starting   | Kill WatchReadiness WatchHealth               | Exited Adopted
            starting sick    | found dead     | Launching  | Kill Launch Gather                            | Exited Exited
            starting sick    | found passed   | Stopped    | Kill                                          | Exited Exited
            sick             | run newer      | Stopping   | ForgetReadiness ForgetLiveness Terminate      | Stopping
            sick             | be down        | Stopping   | ForgetReadiness ForgetLiveness Terminate      | Stopping
            sick             | be gone        | Stopping   | ForgetReadiness ForgetLiveness Terminate      | Stopping
            sick             | reset          | Running    |                                               | CountsReset
            sick             | late           | Running    |                                               | Stable
            sick             | ready          | Running    |                                               |
            sick             | exit 1         | Launching  | Launch Gather ForgetReadiness ForgetHealth    | Exited
            sick             | never ran      | Launching  | Launch Gather ForgetReadiness ForgetHealth    | StartFailed
            sick             | lost           | Launching  | Launch ForgetReadiness ForgetHealth           | Exited
            sick             | degraded       | Running    |                                               | Degraded
            sick             | out of service | Running    |                                               | NotReady
            sick             | recovered      | Running    |                                               |
            sick             | allowed        | Examining  | Gather                                        | Unhealthy
            sick             | not allowed    | Running    |                                               | RestartWithheld
            sick             | found alive    | Starting   | Kill WatchReadiness WatchHealth               | Exited Adopted
            sick             | found dead     | Launching  | Kill Launch Gather                            | Exited Exited
            sick             | found passed   | Stopped    | Kill                                          | Exited Exited
            old              | run newer      | Stopping   | ForgetReadiness ForgetLiveness Terminate      | Stopping
            old              | be down        | Stopping   | ForgetReadiness ForgetLiveness Terminate      | Stopping
            old              | be gone        | Stopping   | ForgetReadiness ForgetLiveness Terminate      | Stopping
            old              | reset          | Running    |                                               | CountsReset
            old              | late           | Running    |                                               | Stable
            old              | ready          | Running    |                                               |
            old              | exit 1         | Launching  | Launch Gather ForgetReadiness ForgetHealth    | Exited
            old              | never ran      | Launching  | Launch Gather ForgetReadiness ForgetHealth    | StartFailed
            old              | lost           | Launching  | Launch ForgetReadiness ForgetHealth           | Exited
            old              | degraded       | Running    |                                               | Degraded
            old              | out of service | Running    |                                               | NotReady
            old              | ailing         | Running    |                                               |
            old              | allowed        | Stopping   | ForgetReadiness ForgetLiveness Terminate      | Recycling
            old              | not allowed    | Running    |                                               | RestartWithheld
            old              | found alive    | Starting   | Kill WatchReadiness WatchHealth               | Exited Adopted
            old              | found dead     | Launching  | Kill Launch Gather                            | Exited Exited
            old              | found passed   | Stopped    | Kill                                          | Exited Exited
            withheld         | run newer      | Stopping   | ForgetReadiness ForgetLiveness Terminate      | Stopping
            withheld         | be down        | Stopping   | ForgetReadiness ForgetLiveness Terminate      | Stopping
            withheld         | be gone        | Stopping   | ForgetReadiness ForgetLiveness Terminate      | Stopping
            withheld         | reset          | Running    |                                               | CountsReset
            withheld         | late           | Running    |                                               | Stable
            withheld         | ready          | Running    |                                               |
            withheld         | exit 1         | Launching  | Launch Gather ForgetReadiness ForgetHealth    | Exited
            withheld         | never ran      | Launching  | Launch Gather ForgetReadiness ForgetHealth    | StartFailed
            withheld         | lost           | Launching  | Launch ForgetReadiness ForgetHealth           | Exited
            withheld         | degraded       | Running    |                                               | Degraded
            withheld         | out of service | Running    |                                               | NotReady
            withheld         | recovered      | Running    |                                               | Recovered
            withheld         | allowed        | Examining  | Gather                                        | Unhealthy
            withheld         | not allowed    | Running    |                                               |
            withheld         | found alive    | Starting   | Kill WatchReadiness WatchHealth               | Exited Adopted
            withheld         | found dead     | Launching  | Kill Launch Gather                            | Exited Exited
            withheld         | found passed   | Stopped    | Kill                                          | Exited Exited
            unready          | run newer      | Stopping   | ForgetReadiness ForgetLiveness Terminate      | Stopping
            unready          | be down        | Stopping   | ForgetReadiness ForgetLiveness Terminate      | Stopping
            unready          | be gone        | Stopping   | ForgetReadiness ForgetLiveness Terminate      | Stopping
            unready          | reset          | Running    |                                               | CountsReset
            unready          | ready          | Running    |                                               |
            unready          | exit 1         | Launching  | Launch Gather ForgetReadiness ForgetHealth    | Exited
            unready          | never ran      | Launching  | Launch Gather ForgetReadiness ForgetHealth    | StartFailed
            unready          | lost           | Launching  | Launch ForgetReadiness ForgetHealth           | Exited
            unready          | degraded       | Running    |                                               | Degraded
            unready          | in service     | Running    |                                               | Ready
            unready          | ailing         | Running    |                                               |
            unready          | grown old      | Running    |                                               |
            unready          | found alive    | Starting   | Kill WatchReadiness WatchHealth               | Exited Adopted
            unready          | found dead     | Launching  | Kill Launch Gather                            | Exited Exited
            unready          | found passed   | Stopped    | Kill                                          | Exited Exited
            examining        | run newer      | Stopping   | ForgetReadiness ForgetLiveness Terminate      | Stopping
            examining        | be down        | Stopping   | ForgetReadiness ForgetLiveness Terminate      | Stopping
            examining        | be gone        | Stopping   | ForgetReadiness ForgetLiveness Terminate      | Stopping
            examining        | reset          | Examining  |                                               | CountsReset
            examining        | late           | Stopping   | ForgetReadiness ForgetLiveness Terminate      | Stopping
            examining        | exit 1         | Launching  | Launch Gather ForgetReadiness ForgetHealth    | Exited
            examining        | never ran      | Launching  | Launch Gather ForgetReadiness ForgetHealth    | StartFailed
            examining        | lost           | Launching  | Launch ForgetReadiness ForgetHealth           | Exited
            examining        | degraded       | Examining  |                                               | Degraded
            examining        | gathered       | Stopping   | ForgetReadiness ForgetLiveness Terminate      | Stopping
            examining        | found alive    | Starting   | Kill WatchReadiness WatchHealth               | Exited Adopted
            examining        | found dead     | Launching  | Kill Launch Gather                            | Exited Exited
            examining        | found passed   | Stopped    | Kill                                          | Exited Exited
            backing off      | run newer      | Launching  | Launch                                        |
            backing off      | be down        | Stopped    |                                               | Stopped
            backing off      | be gone        | Stopped    | Forget                                        | Stopped Deleted
            backing off      | reset          | BackingOff |                                               | CountsReset
            backing off      | late           | Launching  | Launch                                        |
            backing off      | found alive    | Starting   | WatchReadiness WatchHealth                    | Adopted
            backing off      | found dead     | Launching  | Launch Gather                                 | Exited
            backing off      | found passed   | Stopped    |                                               | Exited
            crash looping    | run newer      | Launching  | Launch                                        |
            crash looping    | be down        | Stopped    |                                               | Stopped
            crash looping    | be gone        | Stopped    | Forget                                        | Stopped Deleted
            crash looping    | reset          | BackingOff |                                               | CountsReset
            crash looping    | late           | Launching  | Launch                                        |
            crash looping    | found alive    | Starting   | WatchReadiness WatchHealth                    | Adopted
            crash looping    | found dead     | Launching  | Launch Gather                                 | Exited
            crash looping    | found passed   | Stopped    |                                               | Exited
            failed           | run newer      | Launching  | Launch                                        |
            failed           | be down        | Stopped    |                                               | Stopped
            failed           | be gone        | Stopped    | Forget                                        | Stopped Deleted
            failed           | reset          | Failed     |                                               | CountsReset
            failed           | found alive    | Starting   | WatchReadiness WatchHealth                    | Adopted
            failed           | found dead     | Launching  | Launch Gather                                 | Exited
            failed           | found passed   | Stopped    |                                               | Exited
            completed        | run newer      | Launching  | Launch                                        |
            completed        | be down        | Stopped    |                                               | Stopped
            completed        | be gone        | Stopped    | Forget                                        | Stopped Deleted
            completed        | reset          | Completed  |                                               | CountsReset
            completed        | found alive    | Starting   | WatchReadiness WatchHealth                    | Adopted
            completed        | found dead     | Launching  | Launch Gather                                 | Exited
            completed        | found passed   | Stopped    |                                               | Exited
            stopped          | held           | Stopped    |                                               | Held
            starting         | sibling died   | Stopping   | ForgetReadiness ForgetLiveness Terminate      | GroupRestart
            running          | sibling died   | Stopping   | ForgetReadiness ForgetLiveness Terminate      | GroupRestart
            starting sick    | sibling died   | Stopping   | ForgetReadiness ForgetLiveness Terminate      | GroupRestart
            sick             | sibling died   | Stopping   | ForgetReadiness ForgetLiveness Terminate      | GroupRestart
            old              | sibling died   | Stopping   | ForgetReadiness ForgetLiveness Terminate      | GroupRestart
            withheld         | sibling died   | Stopping   | ForgetReadiness ForgetLiveness Terminate      | GroupRestart
            unready          | sibling died   | Stopping   | ForgetReadiness ForgetLiveness Terminate      | GroupRestart
            starting         | says           | Starting   |                                               |
            starting         | main process   | Starting   |                                               | MainProcess
            starting         | more time      | Starting   |                                               | MoreTime
            starting sick    | says           | Starting   |                                               |
            starting sick    | main process   | Starting   |                                               | MainProcess
            starting sick    | more time      | Starting   |                                               | MoreTime
            running          | says           | Running    |                                               |
            running          | main process   | Running    |                                               | MainProcess
            sick             | says           | Running    |                                               |
            sick             | main process   | Running    |                                               | MainProcess
            old              | says           | Running    |                                               |
            old              | main process   | Running    |                                               | MainProcess
            withheld         | says           | Running    |                                               |
            withheld         | main process   | Running    |                                               | MainProcess
            unready          | says           | Running    |                                               |
            unready          | main process   | Running    |                                               | MainProcess
            examining        | says           | Examining  |                                               |
            examining        | main process   | Examining  |                                               | MainProcess
            stopping         | says           | Stopping   |                                               |
            stopping         | main process   | Stopping   |                                               | MainProcess
            stopping         | more time      | Stopping   |                                               | MoreTime
            stopping late    | says           | Stopping   |                                               |
            stopping late    | main process   | Stopping   |                                               | MainProcess
            stopping late    | more time      | Stopping   |                                               | MoreTime
            stopping sick    | says           | Stopping   |                                               |
            stopping sick    | main process   | Stopping   |                                               | MainProcess
            stopping sick    | more time      | Stopping   |                                               | MoreTime
            stopping old     | says           | Stopping   |                                               |
            stopping old     | main process   | Stopping   |                                               | MainProcess
            stopping old     | more time      | Stopping   |                                               | MoreTime
            stopping along   | says           | Stopping   |                                               |
            stopping along   | main process   | Stopping   |                                               | MainProcess
            stopping along   | more time      | Stopping   |                                               | MoreTime
            starting         | no main process | Starting  |                                               | MainProcess
            starting sick    | no main process | Starting  |                                               | MainProcess
            running          | no main process | Running   |                                               | MainProcess
            sick             | no main process | Running   |                                               | MainProcess
            old              | no main process | Running   |                                               | MainProcess
            withheld         | no main process | Running   |                                               | MainProcess
            unready          | no main process | Running   |                                               | MainProcess
            examining        | no main process | Examining |                                               | MainProcess
            stopping         | no main process | Stopping  |                                               | MainProcess
            stopping late    | no main process | Stopping  |                                               | MainProcess
            stopping sick    | no main process | Stopping  |                                               | MainProcess
            stopping old     | no main process | Stopping  |                                               | MainProcess
            stopping along   | no main process | Stopping  |                                               | MainProcess
            draining         | no main process | Draining  |                                               | MainProcess
            draining old     | no main process | Draining  |                                               | MainProcess
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
        states.put("draining", Samples.in(Samples.draining(InstanceState.StopReason.ASKED), Samples.DRAINED));
        states.put("draining old", Samples.in(Samples.draining(InstanceState.StopReason.PLANNED), Samples.RUN));
        states.put("stopping", Samples.in(Samples.stopping(InstanceState.StopReason.ASKED), Samples.DOWN));
        states.put(
                "stopping late", Samples.in(Samples.stopping(InstanceState.StopReason.NOT_READY_IN_TIME), Samples.RUN));
        states.put("stopping sick", Samples.in(Samples.stopping(InstanceState.StopReason.UNHEALTHY), Samples.RUN));
        states.put("stopping old", Samples.in(Samples.stopping(InstanceState.StopReason.PLANNED), Samples.RUN));
        states.put("stopping along", Samples.in(Samples.stopping(InstanceState.StopReason.ALONG), Samples.RUN));
        states.put("starting sick", Samples.in(Samples.ailing(Samples.starting(), Samples.SICK), Samples.RUN));
        states.put("sick", Samples.in(Samples.ailing(Samples.running(), Samples.SICK), Samples.RUN));
        states.put("old", Samples.in(Samples.ailing(Samples.running(), Samples.OLD), Samples.RUN));
        states.put("withheld", Samples.in(Samples.withheld(), Samples.RUN));
        states.put("unready", Samples.unready());
        states.put("examining", Samples.in(Samples.examining(), Samples.RUN));
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
        events.put("be drained", new InstanceEvent.GoalChanged(Samples.DRAINED, "daruma stop web"));
        events.put("drained", new InstanceEvent.Drained(number(7), "no request is under way"));
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
        events.put("in service", new InstanceEvent.ReadinessChanged(number(7), true, "readiness probe: HTTP 200"));
        events.put("out of service", new InstanceEvent.ReadinessChanged(number(7), false, "readiness probe: HTTP 503"));
        events.put(
                "ailing",
                new InstanceEvent.Ailing(
                        number(7), Ailment.LIVENESS_FAILED, "HTTP 503", "3 failures in a row", Optional.empty()));
        events.put(
                "grown old", new InstanceEvent.Ailing(number(7), Ailment.MAX_AGE, "", "max age 1 d", Optional.empty()));
        events.put(
                "recovered",
                new InstanceEvent.Recovered(number(7), Ailment.LIVENESS_FAILED, "liveness probe: HTTP 200"));
        events.put("allowed", new InstanceEvent.HealingAllowed(number(7)));
        events.put("not allowed", new InstanceEvent.HealingWithheld(number(7), "1 of 3 is restarted already"));
        events.put("sibling died", new InstanceEvent.SiblingDied(number(7), "db/0 died", "group \"shop\""));
        events.put("says", new InstanceEvent.Said(number(7), new ProgramWord.Status("12 clients")));
        events.put("says nothing", new InstanceEvent.Said(number(7), new ProgramWord.Status(" ")));
        events.put("more time", new InstanceEvent.Said(number(7), new ProgramWord.MoreTime(Duration.ofHours(1))));
        events.put(
                "no more time than it has",
                new InstanceEvent.Said(number(7), new ProgramWord.MoreTime(Duration.ofSeconds(1))));
        events.put(
                "main process",
                new InstanceEvent.Said(number(7), new ProgramWord.MainProcess(new ProcessId(4_242, 88))));
        events.put(
                "the same main process",
                new InstanceEvent.Said(number(7), new ProgramWord.MainProcess(Samples.PROCESS)));
        events.put(
                "no main process",
                new InstanceEvent.Said(number(7), new ProgramWord.NoMainProcess(77, "there is no such process")));
        events.put("stale says", new InstanceEvent.Said(number(6), new ProgramWord.Status("12 clients")));
        events.put("held", new InstanceEvent.GoalChanged(Samples.HELD, "daruma start web"));
        events.put("gathered", new InstanceEvent.Gathered(number(7)));
        events.put("stale gathered", new InstanceEvent.Gathered(number(6)));
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
