package daruma.testkit.simulator;

import daruma.model.Event;
import daruma.model.InstanceId;
import daruma.supervisor.lifecycle.Goal;
import daruma.supervisor.lifecycle.Instance;
import daruma.supervisor.lifecycle.InstanceState;
import daruma.supervisor.lifecycle.Reason;
import daruma.supervisor.loop.Observed;
import daruma.testkit.FakeMachine;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What must hold after every step, whatever happened.
 *
 * <ul>
 *   <li>I1: never two live incarnations of a slot, and none that the loop does not know of
 *   <li>I2: what should run is running, on its way, waiting for a time that is set, or down by a rule of the user
 *   <li>I3: rollouts stay within their policy, see {@link RolloutsWithinBounds}
 *   <li>I5: restarts for health stay within the guard, see {@link HealingWithinGuard}
 *   <li>I6: the disk is readable after a crash at any write, and what it says fits together
 *   <li>I7: each end is recorded exactly once
 *   <li>I8: every transition has a cause
 * </ul>
 */
final class Invariants {
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(3);
    private static final Duration PUNCTUAL = Duration.ofSeconds(1);
    private static final Set<String> ENDS = Set.of(
            Reason.EXITED.word(),
            Reason.START_FAILED.word(),
            Reason.STOPPED.word(),
            Reason.COMPLETED.word(),
            Reason.FAILED.word());

    private Invariants() {}

    /** I1, I2: between the loop and the machine. */
    static void afterStep(SimulatedDaemon daemon, FakeMachine machine) {
        var observed = daemon.loop().observed();
        var now = daemon.clock().now();
        var alive = new HashMap<InstanceId, Integer>();
        for (var run : machine.alive()) {
            if (alive.merge(run.incarnation().instance(), 1, Integer::sum) > 1) {
                throw new Broken("I1", "two incarnations live: " + run.incarnation() + " and one before it");
            }
            if (!knows(observed, run)) {
                throw new Broken("I1", run.incarnation() + " lives, and the loop does not know it");
            }
        }
        for (var instance : observed.instances().values()) {
            isWhereItShouldBe(instance, now, daemon.loop().nextWake());
        }
        for (var app : observed.desired().values()) {
            for (var slot : app.present()) {
                var id = new InstanceId(app.spec().name(), slot);
                if (!observed.instances().containsKey(id)) {
                    throw new Broken("I2", id + " is declared, and the loop does not know it");
                }
            }
        }
    }

    private static boolean knows(Observed observed, FakeMachine.Run run) {
        var instance = observed.instances().get(run.incarnation().instance());
        return instance != null
                && instance.state() instanceof InstanceState.Living living
                && living.incarnation().equals(run.incarnation());
    }

    private static void isWhereItShouldBe(Instance instance, Instant now, Optional<Instant> nextWake) {
        var wakeAt = instance.state().wakeAt();
        if (wakeAt.isPresent()) {
            if (nextWake.isEmpty() || nextWake.get().isAfter(wakeAt.get())) {
                throw new Broken("I2", instance + " waits until " + wakeAt.get() + " and nobody will wake it");
            }
            if (wakeAt.get().isAfter(now.plus(LONGEST_WAIT))) {
                throw new Broken("I2", instance + " waits too long: until " + wakeAt.get());
            }
        }
        var down = instance.state() instanceof InstanceState.Stopped;
        if (instance.goal() instanceof Goal.Run && down) {
            throw new Broken("I2", instance.id() + " should run and is down without a reason");
        }
        if (!(instance.goal() instanceof Goal.Run) && !down && instance.state() instanceof InstanceState.Resting) {
            throw new Broken("I2", instance + " should be down, and waits to be started");
        }
        if (instance.memory().lived().isPresent() != instance.state() instanceof InstanceState.Living) {
            throw new Broken("I6", instance + ": memory and state disagree on whether something lives");
        }
    }

    /** I2: asked before the loop does what is due. */
    static void wokenInTime(SimulatedDaemon daemon) {
        var due = daemon.loop().nextWake();
        if (due.isPresent() && due.get().plus(PUNCTUAL).isBefore(daemon.clock().now())) {
            throw new Broken("I2", "nobody woke the loop at " + due.get());
        }
    }

    /** I2 in the long run: long after the last fault, what can run runs and what should be down is down. */
    static void afterQuiet(SimulatedDaemon daemon, FakeMachine machine) {
        for (var instance : daemon.loop().observed().instances().values()) {
            var live = machine.alive(instance.id());
            switch (instance.goal()) {
                case Goal.Run _ -> {
                    if (live.isEmpty()
                            && instance.state() instanceof InstanceState.Living living
                            && old(living, daemon)
                            && !hasJustEnded(living, machine)) {
                        throw new Broken("I2", instance + " is thought to live, and nothing does");
                    }
                    if (!live.isEmpty() && !(instance.state() instanceof InstanceState.Living)) {
                        throw new Broken("I2", instance + " is thought to be down, and lives");
                    }
                }
                case Goal.Down _ -> {
                    if (!live.isEmpty() || !(instance.state() instanceof InstanceState.Stopped)) {
                        throw new Broken("I2", instance + " should be down by now");
                    }
                }
                case Goal.Held _ -> {
                    if (!live.isEmpty()) {
                        throw new Broken("I2", instance + " lives, and was not to be started");
                    }
                }
                case Goal.Gone _ -> throw new Broken("I2", instance + " should be gone by now");
            }
        }
        for (var run : machine.alive()) {
            if (!daemon.loop()
                    .observed()
                    .instances()
                    .containsKey(run.incarnation().instance())) {
                throw new Broken("I1", run.incarnation() + " lives and should be gone");
            }
        }
    }

    /** The news of an end in the last moment of quiet are still on their way. */
    private static boolean hasJustEnded(InstanceState.Living living, FakeMachine machine) {
        return machine.run(living.incarnation())
                .filter(run -> run.end().isPresent()
                        && run.endedAtWall()
                                .plus(PUNCTUAL)
                                .isAfter(machine.clock().wall()))
                .isPresent();
    }

    /** A launch that was asked for in the last moment of quiet has had no time to happen. */
    private static boolean old(InstanceState.Living living, SimulatedDaemon daemon) {
        return living.launchedAt()
                .plus(Duration.ofSeconds(1))
                .isBefore(daemon.clock().now());
    }

    /** I8: what changed between two publications was told, with a cause. */
    static void transitions(Map<InstanceId, Instance> before, Observed after, List<Event> events) {
        for (var event : events) {
            if (event.cause().isBlank()
                    || event.message().isBlank()
                    || event.reason().isBlank()) {
                throw new Broken("I8", "no cause: " + event);
            }
            if (event.causedBy().isPresent() && event.causedBy().getAsLong() >= event.id()) {
                throw new Broken("I8", "caused by something later: " + event);
            }
        }
        for (var instance : after.instances().values()) {
            var earlier = before.get(instance.id());
            if (earlier != null
                    && earlier.state().getClass() != instance.state().getClass()
                    && !(instance.state() instanceof InstanceState.Launching)
                    && events.stream()
                            .noneMatch(e -> e.object().equals(instance.id().toString()))) {
                throw new Broken("I8", earlier.state() + " became " + instance.state() + " and nothing was told");
            }
            if (instance.state() instanceof InstanceState.Launching launching
                    && launching.because().isBlank()) {
                throw new Broken("I8", "launched without a cause: " + instance);
            }
        }
    }

    /** I6 and half of I7: what is on the disk fits together. */
    static void disk(Disk disk) {
        long last = 0;
        var told = new HashSet<String>();
        for (var event : disk.events()) {
            if (event.id() <= last) {
                throw new Broken("I6", "event " + event.id() + " follows event " + last);
            }
            last = event.id();
            if (isEnd(event) && !told.add(end(event))) {
                throw new Broken("I7", "an end is recorded twice: " + event);
            }
            forgetDeleted(event, told);
        }
        for (var memory : disk.memories()) {
            if (memory.lastEvent() > last) {
                throw new Broken("I6", "a memory points to an event that is not there: " + memory);
            }
            if (memory.lastExit().isPresent()
                    && memory.lastExit().get().incarnation().number() > memory.incarnation()) {
                throw new Broken("I6", "a memory knows an end without its launch: " + memory);
            }
        }
    }

    /** The other half of I7: every end that happened is recorded, once nothing is under way any more. */
    static void everyEndIsRecorded(Disk disk, FakeMachine machine) {
        var told = new HashSet<String>();
        for (var event : disk.events()) {
            if (isEnd(event)) {
                told.add(end(event));
            }
            forgetDeleted(event, told);
        }
        for (var run : machine.runs()) {
            if (!run.treeAlive() && !told.contains(run.incarnation().toString())) {
                throw new Broken("I7", "the end of " + run.incarnation() + " is not recorded");
            }
        }
    }

    /** An app of the same name that is declared later begins to count anew. */
    private static void forgetDeleted(Event event, Set<String> told) {
        if (event.reason().equals(Reason.DELETED.word())) {
            told.removeIf(end -> end.startsWith(event.object() + "#"));
        }
    }

    private static String end(Event event) {
        return event.object() + "#" + event.incarnation();
    }

    private static boolean isEnd(Event event) {
        return event.incarnation() > 0 && ENDS.contains(event.reason());
    }
}
