package daruma.supervisor.lifecycle;

import static daruma.supervisor.lifecycle.InstanceState.StopReason.ASKED;

import daruma.model.Event;
import daruma.model.Health;
import daruma.model.Incarnation;
import daruma.model.Readiness;
import daruma.supervisor.lifecycle.InstanceEvent.BecameReady;
import daruma.supervisor.lifecycle.InstanceState.Launching;
import daruma.supervisor.lifecycle.InstanceState.Running;
import daruma.supervisor.lifecycle.InstanceState.Starting;
import daruma.supervisor.restart.DeathTally;
import daruma.supervisor.restart.RestartBudget;
import daruma.supervisor.restart.Span;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/** From a slot in which nothing lives to a program that is ready. */
final class Starts {
    /** A kill that did not help, as in an uninterruptible wait of the kernel, is tried again after so long. */
    static final Duration KILL_AGAIN = Duration.ofSeconds(5);

    private Starts() {}

    /** Nothing lives in the slot: launch it with a clean sheet if it is to run, forget it if it is to be gone. */
    static void launchOrLetGo(Draft draft, String why, Instant now) {
        switch (draft.goal()) {
            case Goal.Run run -> {
                var memory = draft.memory();
                var again = memory.aim().restartEpoch() < run.aim().restartEpoch();
                draft.remember(memory.with(DeathTally.from(now))
                        .withRestarts(again ? memory.restarts() : 0)
                        .with(Optional.empty()));
                launch(draft, run, why, now);
            }
            case Goal.Held held ->
                draft.tell(Told.of(
                        held.hopeless() ? Event.Type.WARNING : Event.Type.NORMAL,
                        Reason.HELD,
                        0,
                        held.why(),
                        "ordered start",
                        "start it then"));
            case Goal.Down _ -> {
                // As it is.
            }
            case Goal.Gone _ -> {
                draft.tell(Told.normal(Reason.DELETED, 0, why, "", "forget it"));
                draft.act(new Action.Forget(draft.instance().id()));
            }
        }
    }

    static void launch(Draft draft, Goal.Run run, String because, Instant now) {
        var memory = draft.memory();
        var incarnation = new Incarnation(memory.id(), memory.incarnation() + 1);
        draft.remember(memory.launched(incarnation.number(), run.aim(), now));
        draft.become(new Launching(incarnation, run.aim(), now, now.plus(deadline(run)), because, Optional.empty()));
        draft.act(new Action.Launch(new LaunchOrder(incarnation, run.app())));
    }

    /** The launch was answered: its process is there, and watched from now on if it is still wanted. */
    static void begin(Draft draft, Life life, Instant readyBy, Instant now) {
        draft.become(new Starting(life, readyBy, OptionalInt.empty(), false));
        if (draft.goal() instanceof Goal.Run run && run.wants(life.aim())) {
            draft.act(new Action.WatchReadiness(
                    life.incarnation(),
                    life.process(),
                    run.app().spec().readiness(),
                    run.app().spec().portOf(draft.instance().id().slot()),
                    life.launchedAt()));
            watchHealth(draft, run, life, false, false);
        } else {
            Stops.stop(draft, life, ASKED, Reason.STOPPING, "it is not wanted any more", "", now);
        }
    }

    static void watchHealth(Draft draft, Goal.Run run, Life life, boolean started, boolean ready) {
        var spec = run.app().spec();
        draft.act(new Action.WatchHealth(
                life.incarnation(),
                life.process(),
                spec.health(),
                spec.readiness(),
                spec.portOf(draft.instance().id().slot()),
                life.launchedAt(),
                started,
                ready));
    }

    /** Where a probe was declared it decides, and what is told here can only bring the port. */
    static void becameReady(Draft draft, Starting state, BecameReady ready, Instant now) {
        if (probesDecide(draft.goal())) {
            if (ready.port().isPresent()) {
                draft.become(new Starting(state.life(), state.readyBy(), ready.port(), state.extended()));
            }
        } else {
            ready(draft, state, ready.how(), ready.port().isPresent() ? ready.port() : state.port(), now);
        }
    }

    static void ready(Draft draft, Starting state, String how, OptionalInt port, Instant now) {
        var life = state.life();
        draft.remember(draft.memory().ready(now));
        draft.become(new Running(life, now, port, stableAt(draft, now), Optional.empty()));
        draft.tell(Told.normal(
                Reason.READY,
                life.incarnation().number(),
                "ready after " + Span.of(Duration.between(life.launchedAt(), now)) + ": " + how,
                "",
                ""));
    }

    static void breakOff(Draft draft, Launching state, Instant now) {
        var deadline = deadline(draft.goal());
        draft.tell(Told.warning(
                Reason.LAUNCH_OVERDUE,
                state.incarnation().number(),
                "no answer to the launch for " + Span.of(Duration.between(state.launchedAt(), now)),
                "start deadline " + Span.of(deadline),
                "break it off"));
        draft.act(new Action.Kill(state.incarnation()));
        draft.become(new Launching(
                state.incarnation(),
                state.aim(),
                state.launchedAt(),
                now.plus(deadline.compareTo(KILL_AGAIN) > 0 ? deadline : KILL_AGAIN),
                state.because(),
                state.notice()));
    }

    /** It has been ready for so long that its waits start over. */
    static void settle(Draft draft, Running state, Instant now) {
        var looping = draft.memory().tally().loopSince().isPresent();
        draft.remember(draft.memory().tally().settled());
        draft.become(new Running(state.life(), state.readyAt(), state.port(), Optional.empty(), state.unready()));
        draft.tell(Told.normal(
                Reason.STABLE,
                state.incarnation().number(),
                "ready for " + Span.of(readyFor(draft.memory(), now)),
                "a stable time resets the back-off",
                looping ? "the crash loop is over" : "waits start over"));
    }

    /** When the waits of one that has been ready since {@code since} start over. */
    static Optional<Instant> stableAt(Draft draft, Instant since) {
        var tally = draft.memory().tally();
        return draft.goal() instanceof Goal.Run run && tally.unsettled()
                ? Optional.of(since.plus(
                        RestartBudget.stableAfter(run.app().spec().restart().backoff(), tally)))
                : Optional.empty();
    }

    static Duration readyFor(InstanceMemory memory, Instant at) {
        return memory.lived().map(lived -> lived.readyFor(at)).orElse(Duration.ZERO);
    }

    /** How long a start may take: what a startup probe has patience for comes on top, so that it is the one to judge. */
    static Duration deadline(Goal goal) {
        if (!(goal instanceof Goal.Run run)) {
            return Readiness.DEFAULT.deadline();
        }
        var spec = run.app().spec();
        var patience = spec.health()
                .startup()
                .map(probe -> probe.initialDelay().plus(probe.period()).plus(probe.patience()))
                .orElse(Duration.ZERO);
        return spec.readiness().deadline().plus(patience);
    }

    /** Whether a probe says when it is ready, rather than the rule of readiness. */
    private static boolean probesDecide(Goal goal) {
        return goal instanceof Goal.Run run && decides(run.app().spec().health());
    }

    private static boolean decides(Health health) {
        return health.startup().isPresent() || health.readiness().isPresent();
    }
}
