package daruma.supervisor.status;

import daruma.model.AppStatus;
import daruma.model.DesiredApp;
import daruma.model.InstanceStatus;
import daruma.model.ProcessId;
import daruma.model.RolloutStatus;
import daruma.model.StatusWord;
import daruma.supervisor.health.Healing;
import daruma.supervisor.lifecycle.Goal;
import daruma.supervisor.lifecycle.Instance;
import daruma.supervisor.lifecycle.InstanceState;
import daruma.supervisor.lifecycle.Life;
import daruma.supervisor.restart.Span;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** How instances and apps stand, in the words of the model. Usage is left empty: whoever reads it fills it in. */
public final class Standing {
    /** Which word stands for an app whose instances differ: the first of these that one of them has. */
    private static final List<StatusWord> WORST_FIRST = List.of(
            StatusWord.CRASH_LOOP,
            StatusWord.FAILED,
            StatusWord.BACKING_OFF,
            StatusWord.NOT_READY,
            StatusWord.STOPPING,
            StatusWord.STARTING,
            StatusWord.RUNNING,
            StatusWord.COMPLETED,
            StatusWord.STOPPED);

    private Standing() {}

    /** The one word for a state. */
    public static StatusWord word(InstanceState state) {
        return switch (state) {
            case InstanceState.Stopped _ -> StatusWord.STOPPED;
            case InstanceState.Launching _, InstanceState.Starting _ -> StatusWord.STARTING;
            case InstanceState.Running running ->
                running.unready().isPresent() ? StatusWord.NOT_READY : StatusWord.RUNNING;
            case InstanceState.Examining _, InstanceState.Draining _, InstanceState.Stopping _ -> StatusWord.STOPPING;
            case InstanceState.BackingOff _ -> StatusWord.BACKING_OFF;
            case InstanceState.CrashLooping _ -> StatusWord.CRASH_LOOP;
            case InstanceState.Failed _ -> StatusWord.FAILED;
            case InstanceState.Completed _ -> StatusWord.COMPLETED;
        };
    }

    /** The one word for an instance: one that only waits for another app is on its way. */
    public static StatusWord word(Instance instance) {
        return instance.state() instanceof InstanceState.Stopped && instance.goal() instanceof Goal.Held
                ? StatusWord.STARTING
                : word(instance.state());
    }

    /**
     * How an instance stands.
     *
     * @param now on the time line of the loop's clock, for the times to come in {@link InstanceStatus#reason()}
     */
    public static InstanceStatus of(Instance instance, Instant now) {
        var state = instance.state();
        var memory = instance.memory();
        var life = life(state);
        var launchedAt = state instanceof InstanceState.Living living
                ? Optional.of(living.launchedAt())
                : Optional.<Instant>empty();
        Optional<ProcessId> process = life.map(Life::process);
        return new InstanceStatus(
                instance.id(),
                word(instance),
                memory.incarnation(),
                process,
                state instanceof InstanceState.Running ready && ready.unready().isEmpty(),
                memory.restarts(),
                launchedAt,
                state instanceof InstanceState.Running running ? Optional.of(running.readyAt()) : Optional.empty(),
                nextTry(state),
                state instanceof InstanceState.Running running ? running.port() : OptionalInt.empty(),
                Optional.empty(),
                memory.lastExit(),
                reason(instance, now),
                notice(state),
                life.flatMap(Life::says));
    }

    /**
     * How an app stands.
     *
     * @param instances all that are known of it, by slot
     */
    public static AppStatus of(DesiredApp desired, Collection<Instance> instances, Instant now) {
        var statuses = instances.stream().map(instance -> of(instance, now)).toList();
        return new AppStatus(desired, word(desired, statuses), release(desired), statuses, rollout(desired, instances));
    }

    /** Names what an app runs: {@code r3} for the third version of its spec. */
    public static String release(DesiredApp desired) {
        return desired.releases().current().name();
    }

    private static Optional<RolloutStatus> rollout(DesiredApp desired, Collection<Instance> instances) {
        return desired.rollout().map(rollout -> {
            var slots = desired.present().stream().filter(desired::runs).toList();
            var replaced = instances.stream()
                    .filter(instance -> slots.contains(instance.id().slot())
                            && instance.state() instanceof InstanceState.Running running
                            && running.unready().isEmpty()
                            && desired.accepts(running.aim().specGeneration()))
                    .count();
            return new RolloutStatus(rollout.kind(), (int) replaced, slots.size(), rollout.paused(), rollout.failure());
        });
    }

    private static StatusWord word(DesiredApp desired, List<InstanceStatus> instances) {
        if (instances.isEmpty()) {
            return desired.running() ? StatusWord.STARTING : StatusWord.STOPPED;
        }
        for (var word : WORST_FIRST) {
            if (instances.stream().anyMatch(instance -> instance.status() == word)) {
                return word;
            }
        }
        throw new IllegalStateException("no word stands for " + instances);
    }

    private static Optional<String> reason(Instance instance, Instant now) {
        return switch (instance.state()) {
            case InstanceState.Stopped _ ->
                instance.goal() instanceof Goal.Held held ? Optional.of(held.why()) : Optional.empty();
            case InstanceState.Running running -> illness(running, now);
            case InstanceState.Examining examining ->
                Optional.of(examining.sickness().sentence() + "; evidence is gathered before it is ended");
            case InstanceState.Launching launching -> Optional.of("being launched: " + launching.because());
            case InstanceState.Starting starting ->
                Optional.of("not ready yet; it has " + until(now, starting.readyBy()) + " left");
            case InstanceState.Draining draining ->
                Optional.of("requests under way are finished first; asked to end in " + until(now, draining.until())
                        + " at most");
            case InstanceState.Stopping stopping ->
                Optional.of(switch (stopping.why()) {
                            case ASKED -> instance.goal() instanceof Goal.Run ? "to be started again" : "asked to end";
                            case NOT_READY_IN_TIME -> "it was not ready in time";
                            case ALONG -> "to be started again with its group";
                            case UNHEALTHY, PLANNED ->
                                instance.memory()
                                        .healing()
                                        .map(Healing::sentence)
                                        .orElse("to be started again");
                        }
                        + (stopping.killing()
                                ? "; killed, and not gone yet"
                                : "; killed in " + until(now, stopping.killAt())));
            case InstanceState.BackingOff off -> Optional.of(off.reason() + "; next try in " + until(now, off.until()));
            case InstanceState.CrashLooping loop ->
                Optional.of(loop.reason() + "; crash loop for " + Span.of(Duration.between(loop.since(), now))
                        + ", next try in " + until(now, loop.until()));
            case InstanceState.Failed(var why) -> Optional.of(why);
            case InstanceState.Completed(var exit) -> Optional.of(exit.describe());
        };
    }

    private static Optional<String> illness(InstanceState.Running running, Instant now) {
        var unready = running.unready()
                .map(it -> "out of service for " + Span.of(Duration.between(it.since(), now)) + ": " + it.why());
        var withheld = running.life()
                .complaint()
                .flatMap(complaint ->
                        complaint.withheld().map(rule -> complaint.sickness().sentence() + "; not restarted: " + rule));
        return withheld.isPresent() ? withheld : unready;
    }

    private static Optional<Life> life(InstanceState state) {
        return switch (state) {
            case InstanceState.Present present -> Optional.of(present.life());
            case InstanceState.Launching _, InstanceState.Resting _ -> Optional.empty();
        };
    }

    private static Optional<String> notice(InstanceState state) {
        return state instanceof InstanceState.Launching launching
                ? launching.notice()
                : life(state).flatMap(Life::notice);
    }

    private static Optional<Instant> nextTry(InstanceState state) {
        return switch (state) {
            case InstanceState.BackingOff off -> Optional.of(off.until());
            case InstanceState.CrashLooping loop -> Optional.of(loop.until());
            case InstanceState.Living _, InstanceState.Stopped _, InstanceState.Failed _, InstanceState.Completed _ ->
                Optional.empty();
        };
    }

    private static String until(Instant now, Instant then) {
        return Span.of(Duration.between(now, then));
    }
}
