package daruma.supervisor.lifecycle;

import static daruma.supervisor.lifecycle.InstanceState.StopReason.ALONG;

import daruma.model.Incarnation;
import daruma.model.InstanceId;
import daruma.supervisor.lifecycle.InstanceEvent.About;
import daruma.supervisor.lifecycle.InstanceEvent.Adopted;
import daruma.supervisor.lifecycle.InstanceEvent.Ailing;
import daruma.supervisor.lifecycle.InstanceEvent.BecameReady;
import daruma.supervisor.lifecycle.InstanceEvent.CountsReset;
import daruma.supervisor.lifecycle.InstanceEvent.DeadlinePassed;
import daruma.supervisor.lifecycle.InstanceEvent.Degraded;
import daruma.supervisor.lifecycle.InstanceEvent.Drained;
import daruma.supervisor.lifecycle.InstanceEvent.Ended;
import daruma.supervisor.lifecycle.InstanceEvent.EndedBefore;
import daruma.supervisor.lifecycle.InstanceEvent.Found;
import daruma.supervisor.lifecycle.InstanceEvent.Gathered;
import daruma.supervisor.lifecycle.InstanceEvent.GoalChanged;
import daruma.supervisor.lifecycle.InstanceEvent.HealingAllowed;
import daruma.supervisor.lifecycle.InstanceEvent.HealingWithheld;
import daruma.supervisor.lifecycle.InstanceEvent.Launched;
import daruma.supervisor.lifecycle.InstanceEvent.ReadinessChanged;
import daruma.supervisor.lifecycle.InstanceEvent.Recovered;
import daruma.supervisor.lifecycle.InstanceEvent.Said;
import daruma.supervisor.lifecycle.InstanceEvent.SiblingDied;
import daruma.supervisor.lifecycle.InstanceState.BackingOff;
import daruma.supervisor.lifecycle.InstanceState.Completed;
import daruma.supervisor.lifecycle.InstanceState.CrashLooping;
import daruma.supervisor.lifecycle.InstanceState.Draining;
import daruma.supervisor.lifecycle.InstanceState.Examining;
import daruma.supervisor.lifecycle.InstanceState.Failed;
import daruma.supervisor.lifecycle.InstanceState.Launching;
import daruma.supervisor.lifecycle.InstanceState.Running;
import daruma.supervisor.lifecycle.InstanceState.Starting;
import daruma.supervisor.lifecycle.InstanceState.Stopped;
import daruma.supervisor.lifecycle.InstanceState.Stopping;
import daruma.supervisor.restart.DeathTally;
import daruma.supervisor.restart.Span;
import java.time.Instant;
import java.util.Optional;

/**
 * What follows when something happens to an instance: {@link #decide} is the only way from one {@link InstanceState} to
 * another. It is told the time, and chance as a number.
 *
 * <p>Decisions are not taken on news about an earlier process: {@link #stale} is the one place that drops them.
 */
public final class Lifecycle {
    private Lifecycle() {}

    /**
     * A slot in which nothing has happened yet.
     *
     * @param lastNumber the last incarnation of a slot of the same name that is gone; 0 if there was none
     */
    public static Instance begin(InstanceId id, Goal goal, long lastNumber, Instant now) {
        return new Instance(goal, new Stopped(), InstanceMemory.blank(id, lastNumber, now));
    }

    /**
     * An instance as a daemon that comes back remembers it. One whose end is not known is taken for a launch without an
     * answer, which is what it is: {@link Adopted} or {@link Ended} will be the answer.
     */
    public static Instance recall(InstanceMemory memory, Goal goal, Instant now) {
        var sane = memory.notAfter(now);
        InstanceState state = sane.lived().isPresent()
                ? new Launching(
                        new Incarnation(sane.id(), sane.incarnation()),
                        sane.lived().get().aim(),
                        sane.lived().get().launchedAt(),
                        now.plus(Adoption.SECOND_LOOK),
                        Adoption.FOUND,
                        Optional.empty())
                : sane.rest();
        return new Instance(goal, state, sane);
    }

    /**
     * Decides.
     *
     * @param now on the time line of the loop's clock; never earlier than in the call before
     * @param luck 0 (inclusive) to 1 (exclusive), by which waits are varied
     */
    public static Decision decide(Instance instance, InstanceEvent event, Instant now, double luck) {
        if (event instanceof About about && stale(instance.memory(), about)) {
            return Decision.stay(instance);
        }
        var draft = new Draft(instance);
        if (event instanceof Found found
                && found.incarnation().number() > instance.memory().incarnation()) {
            Adoption.assume(draft, found, now);
        }
        if (event instanceof GoalChanged(var goal, var why)) {
            var again = goal.equals(draft.goal()) && goal instanceof Goal.Held;
            draft.goal(goal);
            if (!again) {
                reconcile(draft, why, now);
            }
            return draft.done();
        }
        if (event instanceof CountsReset(var why)) {
            resetCounts(draft, why, now);
            return draft.done();
        }
        switch (draft.instance().state()) {
            case Stopped _, Failed _, Completed _ -> {
                // They wait for nothing, and news about a process cannot be about one of theirs.
            }
            case BackingOff state -> whileWaiting(draft, state.until(), event, now);
            case CrashLooping state -> whileWaiting(draft, state.until(), event, now);
            case Launching state -> whileLaunching(draft, state, event, now, luck);
            case Starting state -> whileStarting(draft, state, event, now, luck);
            case Running state -> whileRunning(draft, state, event, now, luck);
            case Examining state -> whileExamining(draft, state, event, now, luck);
            case Draining state -> whileDraining(draft, state, event, now, luck);
            case Stopping state -> whileStopping(draft, state, event, now, luck);
        }
        return draft.done();
    }

    private static void resetCounts(Draft draft, String why, Instant now) {
        draft.remember(draft.memory().withRestarts(0).with(DeathTally.from(now)));
        var decision = "restarts count from zero";
        switch (draft.instance().state()) {
            case CrashLooping(var _, var _, var _, var reason) -> {
                draft.rest(new BackingOff(now, 1, reason));
                decision = "restarts count from zero, and the next try is now";
            }
            case Running running ->
                draft.become(new Running(
                        running.life(), running.readyAt(), running.port(), Optional.empty(), running.unready()));
            case Stopped _,
                    BackingOff _,
                    Failed _,
                    Completed _,
                    Launching _,
                    Starting _,
                    Examining _,
                    Draining _,
                    Stopping _ -> {
                // As they are: nothing of them is counted.
            }
        }
        draft.tell(Told.normal(Reason.COUNTS_RESET, 0, why, "", decision));
    }

    /** News about another process than the present one. What nobody has heard of yet can only have been found. */
    private static boolean stale(InstanceMemory memory, About event) {
        var number = event.incarnation().number();
        if (number > memory.incarnation()) {
            return !(event instanceof Found);
        }
        return number < memory.incarnation() || memory.lived().isEmpty();
    }

    // ---- what is wanted --------------------------------------------------------------------------------------------

    private static void reconcile(Draft draft, String why, Instant now) {
        switch (draft.instance().state()) {
            case Stopped _ -> Starts.launchOrLetGo(draft, why, now);
            case BackingOff _, CrashLooping _, Failed _, Completed _ -> {
                if (draft.goal().wants(draft.memory().aim())) {
                    return;
                }
                if (draft.goal() instanceof Goal.Down || draft.goal() instanceof Goal.Gone) {
                    draft.tell(Told.normal(Reason.STOPPED, 0, why, "", "it stays down"));
                }
                draft.rest(new Stopped());
                Starts.launchOrLetGo(draft, why, now);
            }
            case Starting state -> Stops.stopIfUnwanted(draft, state.life(), why, now);
            case Running state -> Stops.stopIfUnwanted(draft, state.life(), why, now);
            case Examining state -> Stops.stopIfUnwanted(draft, state.life(), why, now);
            case Launching _, Draining _, Stopping _ -> {
                // Looked at again when the launch is answered or the process has ended.
            }
        }
    }

    // ---- state by state --------------------------------------------------------------------------------------------

    private static void whileWaiting(Draft draft, Instant until, InstanceEvent event, Instant now) {
        if (event instanceof DeadlinePassed && !now.isBefore(until) && draft.goal() instanceof Goal.Run run) {
            draft.remember(draft.memory().withRestarts(draft.memory().restarts() + 1));
            Starts.launch(draft, run, "the wait is over", now);
        }
    }

    private static void whileLaunching(Draft draft, Launching state, InstanceEvent event, Instant now, double luck) {
        switch (event) {
            case Launched(var incarnation, var process) -> {
                var life = new Life(incarnation, process, state.aim(), state.launchedAt(), state.notice());
                draft.tell(Told.happened(
                        Reason.STARTED, incarnation.number(), "started as pid " + process.pid(), state.because()));
                Starts.begin(draft, life, state.launchedAt().plus(Starts.deadline(draft.goal())), now);
            }
            case Adopted found -> Adoption.adopt(draft, found, state, now);
            case Ended ended -> Endings.end(draft, state, ended, now, luck);
            case EndedBefore(var ended) -> Endings.endUnseen(draft, state, ended, now);
            case Degraded(var incarnation, var notice) -> {
                tellDegraded(draft, incarnation, notice);
                draft.become(new Launching(
                        incarnation,
                        state.aim(),
                        state.launchedAt(),
                        state.answerBy(),
                        state.because(),
                        Optional.of(notice)));
            }
            case DeadlinePassed() -> {
                if (!now.isBefore(state.answerBy())) {
                    Starts.breakOff(draft, state, now);
                }
            }
            case BecameReady _,
                    ReadinessChanged _,
                    Ailing _,
                    Recovered _,
                    HealingAllowed _,
                    SiblingDied _,
                    HealingWithheld _,
                    Said _,
                    Drained _,
                    Gathered _ -> {
                // Nobody watches yet: it will be said again when somebody does.
            }
            case GoalChanged _, CountsReset _ -> throw decidedAlready(event);
        }
    }

    private static void whileStarting(Draft draft, Starting state, InstanceEvent event, Instant now, double luck) {
        var life = state.life();
        switch (event) {
            case BecameReady ready -> Starts.becameReady(draft, state, ready, now);
            case ReadinessChanged(var _, var ready, var how) -> {
                if (ready) {
                    Starts.ready(draft, state, how, state.port(), now);
                }
            }
            case Ended ended -> Endings.end(draft, state, ended, now, luck);
            case Degraded(var incarnation, var notice) -> {
                tellDegraded(draft, incarnation, notice);
                draft.become(state.with(life.with(notice)));
            }
            case DeadlinePassed() -> {
                if (!now.isBefore(state.readyBy())) {
                    Illness.overdue(draft, state, now);
                }
            }
            case Ailing ailing -> Illness.ails(draft, state, ailing, now);
            case Recovered recovered -> Illness.recovered(draft, state, recovered);
            case HealingAllowed _ -> Illness.treat(draft, state, now);
            case SiblingDied(var _, var cause, var rule) ->
                Stops.stop(draft, life, ALONG, Reason.GROUP_RESTART, cause, rule, now);
            case HealingWithheld withheld -> Illness.withhold(draft, state, withheld);
            case Said(var _, var word) -> Words.heard(draft, state, word, now);
            case Launched _, Adopted _, EndedBefore _, Gathered _, Drained _ -> {
                // Told twice, or of use to a daemon that comes back only, or not asked for.
            }
            case GoalChanged _, CountsReset _ -> throw decidedAlready(event);
        }
    }

    private static void whileRunning(Draft draft, Running state, InstanceEvent event, Instant now, double luck) {
        var life = state.life();
        switch (event) {
            case Ended ended -> Endings.end(draft, state, ended, now, luck);
            case BecameReady ready -> {
                if (ready.port().isPresent()) {
                    draft.become(new Running(life, state.readyAt(), ready.port(), state.stableAt(), state.unready()));
                }
            }
            case ReadinessChanged changed -> Illness.readinessChanged(draft, state, changed, now);
            case Degraded(var incarnation, var notice) -> {
                tellDegraded(draft, incarnation, notice);
                draft.become(state.with(life.with(notice)));
            }
            case DeadlinePassed() -> {
                if (state.stableAt().isPresent()
                        && !now.isBefore(state.stableAt().get())) {
                    Starts.settle(draft, state, now);
                }
            }
            case Ailing ailing -> Illness.ails(draft, state, ailing, now);
            case Recovered recovered -> Illness.recovered(draft, state, recovered);
            case HealingAllowed _ -> Illness.treat(draft, state, now);
            case SiblingDied(var _, var cause, var rule) ->
                Stops.stop(draft, life, ALONG, Reason.GROUP_RESTART, cause, rule, now);
            case HealingWithheld withheld -> Illness.withhold(draft, state, withheld);
            case Said(var _, var word) -> Words.heard(draft, state, word, now);
            case Launched _, Adopted _, EndedBefore _, Gathered _, Drained _ -> {
                // Told twice, or of use to a daemon that comes back only, or not asked for.
            }
            case GoalChanged _, CountsReset _ -> throw decidedAlready(event);
        }
    }

    private static void whileExamining(Draft draft, Examining state, InstanceEvent event, Instant now, double luck) {
        switch (event) {
            case Ended ended -> Endings.end(draft, state, ended, now, luck);
            case Gathered _ -> Illness.end(draft, state, "the evidence is gathered", now);
            case DeadlinePassed() -> {
                if (!now.isBefore(state.until())) {
                    Illness.end(draft, state, "no evidence within " + Span.of(Illness.EXAMINATION), now);
                }
            }
            case Degraded(var incarnation, var notice) -> {
                tellDegraded(draft, incarnation, notice);
                draft.become(state.with(state.life().with(notice)));
            }
            case Said(var _, var word) -> Words.heard(draft, state, word, now);
            case BecameReady _,
                    ReadinessChanged _,
                    Ailing _,
                    Recovered _,
                    HealingAllowed _,
                    SiblingDied _,
                    HealingWithheld _,
                    Launched _,
                    Adopted _,
                    Drained _,
                    EndedBefore _ -> {
                // It is decided: what it was examined for has been told.
            }
            case GoalChanged _, CountsReset _ -> throw decidedAlready(event);
        }
    }

    private static void whileDraining(Draft draft, Draining state, InstanceEvent event, Instant now, double luck) {
        switch (event) {
            case Ended ended -> Endings.end(draft, state, ended, now, luck);
            case Drained(var _, var how) -> Stops.drained(draft, state, how, now);
            case DeadlinePassed() -> {
                if (!now.isBefore(state.until())) {
                    Stops.drained(draft, state, "requests are still under way after " + Span.of(state.grace()), now);
                }
            }
            case Degraded(var incarnation, var notice) -> {
                tellDegraded(draft, incarnation, notice);
                draft.become(state.with(state.life().with(notice)));
            }
            case Said(var _, var word) -> Words.heard(draft, state, word, now);
            case BecameReady _,
                    ReadinessChanged _,
                    Ailing _,
                    Recovered _,
                    HealingAllowed _,
                    SiblingDied _,
                    HealingWithheld _,
                    Gathered _,
                    Launched _,
                    Adopted _,
                    EndedBefore _ -> {
                // It is on its way out already.
            }
            case GoalChanged _, CountsReset _ -> throw decidedAlready(event);
        }
    }

    private static void whileStopping(Draft draft, Stopping state, InstanceEvent event, Instant now, double luck) {
        switch (event) {
            case Ended ended -> Endings.end(draft, state, ended, now, luck);
            case Degraded(var incarnation, var notice) -> {
                tellDegraded(draft, incarnation, notice);
                draft.become(state.with(state.life().with(notice)));
            }
            case DeadlinePassed() -> {
                if (!now.isBefore(state.killAt())) {
                    Stops.kill(draft, state, now);
                }
            }
            case Said(var _, var word) -> Words.heard(draft, state, word, now);
            case BecameReady _,
                    ReadinessChanged _,
                    Ailing _,
                    Recovered _,
                    HealingAllowed _,
                    SiblingDied _,
                    HealingWithheld _,
                    Gathered _,
                    Launched _,
                    Adopted _,
                    Drained _,
                    EndedBefore _ -> {
                // Too late, told twice, or of use to a daemon that comes back only.
            }
            case GoalChanged _, CountsReset _ -> throw decidedAlready(event);
        }
    }

    private static void tellDegraded(Draft draft, Incarnation incarnation, String notice) {
        draft.tell(Told.warning(Reason.DEGRADED, incarnation.number(), notice, "", ""));
    }

    private static IllegalStateException decidedAlready(InstanceEvent event) {
        return new IllegalStateException("goals are looked at before states: " + event);
    }
}
