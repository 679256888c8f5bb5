package daruma.supervisor.lifecycle;

import static daruma.supervisor.lifecycle.InstanceState.StopReason.ASKED;
import static daruma.supervisor.lifecycle.InstanceState.StopReason.NOT_READY_IN_TIME;

import daruma.model.Event;
import daruma.model.ExitStatus;
import daruma.model.Incarnation;
import daruma.model.InstanceId;
import daruma.model.LastExit;
import daruma.model.Readiness;
import daruma.model.RestartPolicy;
import daruma.supervisor.lifecycle.InstanceEvent.About;
import daruma.supervisor.lifecycle.InstanceEvent.Adopted;
import daruma.supervisor.lifecycle.InstanceEvent.BecameReady;
import daruma.supervisor.lifecycle.InstanceEvent.CountsReset;
import daruma.supervisor.lifecycle.InstanceEvent.DeadlinePassed;
import daruma.supervisor.lifecycle.InstanceEvent.Degraded;
import daruma.supervisor.lifecycle.InstanceEvent.Ended;
import daruma.supervisor.lifecycle.InstanceEvent.EndedBefore;
import daruma.supervisor.lifecycle.InstanceEvent.Found;
import daruma.supervisor.lifecycle.InstanceEvent.GoalChanged;
import daruma.supervisor.lifecycle.InstanceEvent.Launched;
import daruma.supervisor.lifecycle.InstanceState.BackingOff;
import daruma.supervisor.lifecycle.InstanceState.Completed;
import daruma.supervisor.lifecycle.InstanceState.CrashLooping;
import daruma.supervisor.lifecycle.InstanceState.Failed;
import daruma.supervisor.lifecycle.InstanceState.Launching;
import daruma.supervisor.lifecycle.InstanceState.Living;
import daruma.supervisor.lifecycle.InstanceState.Running;
import daruma.supervisor.lifecycle.InstanceState.Starting;
import daruma.supervisor.lifecycle.InstanceState.Stopped;
import daruma.supervisor.lifecycle.InstanceState.Stopping;
import daruma.supervisor.restart.Death;
import daruma.supervisor.restart.DeathTally;
import daruma.supervisor.restart.RestartBudget;
import daruma.supervisor.restart.Span;
import daruma.supervisor.restart.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What follows when something happens to an instance: {@link #decide} is the only way from one {@link InstanceState} to
 * another. It is told the time, and chance as a number.
 *
 * <p>Decisions are not taken on news about an earlier process: {@link #stale} is the one place that drops them.
 */
public final class Lifecycle {
    /** A kill that did not help, as in an uninterruptible wait of the kernel, is tried again after so long. */
    static final Duration KILL_AGAIN = Duration.ofSeconds(5);

    /** What a daemon that comes back gives an adopted process at least to be found ready. */
    static final Duration SECOND_LOOK = Duration.ofSeconds(10);

    private static final String FOUND = "found by a daemon that came back";

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
                        now.plus(SECOND_LOOK),
                        FOUND,
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
            assume(draft, found, now);
        }
        if (event instanceof GoalChanged(var goal, var why)) {
            draft.goal(goal);
            reconcile(draft, why, now);
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
                draft.become(new Running(running.life(), running.readyAt(), running.port(), Optional.empty()));
            case Stopped _, BackingOff _, Failed _, Completed _, Launching _, Starting _, Stopping _ -> {
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
            case Stopped _ -> launchOrLetGo(draft, why, now);
            case BackingOff _, CrashLooping _, Failed _, Completed _ -> {
                if (draft.goal().wants(draft.memory().aim())) {
                    return;
                }
                if (!(draft.goal() instanceof Goal.Run)) {
                    draft.tell(Told.normal(Reason.STOPPED, 0, why, "", "it stays down"));
                }
                draft.rest(new Stopped());
                launchOrLetGo(draft, why, now);
            }
            case Starting state -> stopIfUnwanted(draft, state.life(), why, now);
            case Running state -> stopIfUnwanted(draft, state.life(), why, now);
            case Launching _, Stopping _ -> {
                // Looked at again when the launch is answered or the process has ended.
            }
        }
    }

    /** Nothing lives in the slot: launch it with a clean sheet if it is to run, forget it if it is to be gone. */
    private static void launchOrLetGo(Draft draft, String why, Instant now) {
        switch (draft.goal()) {
            case Goal.Run run -> {
                var memory = draft.memory();
                var again = memory.aim().restartEpoch() < run.aim().restartEpoch();
                draft.remember(memory.with(DeathTally.from(now)).withRestarts(again ? memory.restarts() : 0));
                launch(draft, run, why, now);
            }
            case Goal.Down _ -> {
                // As it is.
            }
            case Goal.Gone _ -> {
                draft.tell(Told.normal(Reason.DELETED, 0, why, "", "forget it"));
                draft.act(new Action.Forget(draft.instance().id()));
            }
        }
    }

    private static void launch(Draft draft, Goal.Run run, String because, Instant now) {
        var memory = draft.memory();
        var incarnation = new Incarnation(memory.id(), memory.incarnation() + 1);
        draft.remember(memory.launched(incarnation.number(), run.aim(), now));
        draft.become(new Launching(
                incarnation, run.aim(), now, now.plus(readiness(run).deadline()), because, Optional.empty()));
        draft.act(new Action.Launch(new LaunchOrder(incarnation, run.app())));
    }

    private static void stopIfUnwanted(Draft draft, Life life, String why, Instant now) {
        if (!draft.goal().wants(life.aim())) {
            stop(draft, life, ASKED, Reason.STOPPING, why, "", now);
        }
    }

    private static void stop(
            Draft draft,
            Life life,
            InstanceState.StopReason stopReason,
            Reason reason,
            String cause,
            String rule,
            Instant now) {
        var stop = draft.goal().stop();
        var then = stopReason == NOT_READY_IN_TIME
                ? ", and count it as a failed start"
                : draft.goal() instanceof Goal.Run ? ", then start it again" : "";
        draft.tell(Told.of(
                stopReason == NOT_READY_IN_TIME ? Event.Type.WARNING : Event.Type.NORMAL,
                reason,
                life.incarnation().number(),
                cause,
                rule,
                "send " + stop.signal() + ", kill it in " + Span.of(stop.grace()) + then));
        draft.act(new Action.ForgetReadiness(life.incarnation()));
        draft.act(new Action.Terminate(life.incarnation(), stop.signal()));
        draft.become(new Stopping(life, stopReason, now.plus(stop.grace()), false));
    }

    // ---- state by state --------------------------------------------------------------------------------------------

    private static void whileWaiting(Draft draft, Instant until, InstanceEvent event, Instant now) {
        if (event instanceof DeadlinePassed && !now.isBefore(until) && draft.goal() instanceof Goal.Run run) {
            draft.remember(draft.memory().withRestarts(draft.memory().restarts() + 1));
            launch(draft, run, "the wait is over", now);
        }
    }

    private static void whileLaunching(Draft draft, Launching state, InstanceEvent event, Instant now, double luck) {
        switch (event) {
            case Launched(var incarnation, var process) -> {
                var life = new Life(incarnation, process, state.aim(), state.launchedAt(), state.notice());
                draft.tell(Told.happened(
                        Reason.STARTED, incarnation.number(), "started as pid " + process.pid(), state.because()));
                begin(
                        draft,
                        life,
                        state.launchedAt().plus(readiness(draft.goal()).deadline()),
                        now);
            }
            case Adopted found -> adopt(draft, found, state, now);
            case Ended ended -> end(draft, state, ended, now, luck);
            case EndedBefore(var ended) -> endUnseen(draft, state, ended, now);
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
                    breakOff(draft, state, now);
                }
            }
            case BecameReady _ -> {
                // Nobody watches yet: it will be said again when somebody does.
            }
            case GoalChanged _, CountsReset _ -> throw decidedAlready(event);
        }
    }

    private static void whileStarting(Draft draft, Starting state, InstanceEvent event, Instant now, double luck) {
        var life = state.life();
        switch (event) {
            case BecameReady ready -> {
                draft.remember(draft.memory().ready(now));
                draft.become(new Running(life, now, ready.port(), stableAt(draft, now)));
                draft.tell(Told.normal(
                        Reason.READY,
                        life.incarnation().number(),
                        "ready after " + Span.of(Duration.between(life.launchedAt(), now)) + ": " + ready.how(),
                        "",
                        ""));
            }
            case Ended ended -> end(draft, state, ended, now, luck);
            case Degraded(var incarnation, var notice) -> {
                tellDegraded(draft, incarnation, notice);
                draft.become(new Starting(life.with(notice), state.readyBy()));
            }
            case DeadlinePassed() -> {
                if (!now.isBefore(state.readyBy())) {
                    stop(
                            draft,
                            life,
                            NOT_READY_IN_TIME,
                            Reason.START_DEADLINE_EXCEEDED,
                            "not ready " + Span.of(Duration.between(life.launchedAt(), now)) + " after its launch",
                            "start deadline " + Span.of(readiness(draft.goal()).deadline()),
                            now);
                }
            }
            case Launched _, Adopted _, EndedBefore _ -> {
                // Told twice, or of use to a daemon that comes back only.
            }
            case GoalChanged _, CountsReset _ -> throw decidedAlready(event);
        }
    }

    private static void whileRunning(Draft draft, Running state, InstanceEvent event, Instant now, double luck) {
        var life = state.life();
        switch (event) {
            case Ended ended -> end(draft, state, ended, now, luck);
            case BecameReady ready -> {
                if (ready.port().isPresent()) {
                    draft.become(new Running(life, state.readyAt(), ready.port(), state.stableAt()));
                }
            }
            case Degraded(var incarnation, var notice) -> {
                tellDegraded(draft, incarnation, notice);
                draft.become(new Running(life.with(notice), state.readyAt(), state.port(), state.stableAt()));
            }
            case DeadlinePassed() -> {
                if (state.stableAt().isPresent()
                        && !now.isBefore(state.stableAt().get())) {
                    settle(draft, state, now);
                }
            }
            case Launched _, Adopted _, EndedBefore _ -> {
                // Told twice, or of use to a daemon that comes back only.
            }
            case GoalChanged _, CountsReset _ -> throw decidedAlready(event);
        }
    }

    private static void whileStopping(Draft draft, Stopping state, InstanceEvent event, Instant now, double luck) {
        var life = state.life();
        switch (event) {
            case Ended ended -> end(draft, state, ended, now, luck);
            case Degraded(var incarnation, var notice) -> {
                tellDegraded(draft, incarnation, notice);
                draft.become(new Stopping(life.with(notice), state.why(), state.killAt(), state.killing()));
            }
            case DeadlinePassed() -> {
                if (!now.isBefore(state.killAt())) {
                    kill(draft, state, now);
                }
            }
            case BecameReady _, Launched _, Adopted _, EndedBefore _ -> {
                // Too late, told twice, or of use to a daemon that comes back only.
            }
            case GoalChanged _, CountsReset _ -> throw decidedAlready(event);
        }
    }

    // ---- beginnings ------------------------------------------------------------------------------------------------

    private static void begin(Draft draft, Life life, Instant readyBy, Instant now) {
        draft.become(new Starting(life, readyBy));
        if (draft.goal() instanceof Goal.Run run && draft.goal().wants(life.aim())) {
            draft.act(new Action.WatchReadiness(
                    life.incarnation(),
                    life.process(),
                    readiness(run),
                    run.app().spec().portOf(draft.instance().id().slot()),
                    life.launchedAt()));
        } else {
            stop(draft, life, ASKED, Reason.STOPPING, "it is not wanted any more", "", now);
        }
    }

    private static void adopt(Draft draft, Adopted found, Launching state, Instant now) {
        var launchedAt = found.launchedAt().isAfter(now) ? now : found.launchedAt();
        var life = new Life(found.incarnation(), found.process(), found.aim(), launchedAt, state.notice());
        var readyAt = found.readyAt().or(() -> draft.memory().lived().flatMap(InstanceMemory.Lived::readyAt));
        draft.tell(Told.normal(
                Reason.ADOPTED,
                life.incarnation().number(),
                "pid " + life.process().pid() + " has been running for " + Span.of(Duration.between(launchedAt, now)),
                FOUND,
                readyAt.isPresent() ? "it goes on" : "wait until it is ready"));
        var memory = draft.memory();
        draft.remember(new InstanceMemory(
                memory.id(),
                memory.incarnation(),
                Optional.of(new InstanceMemory.Lived(found.aim(), launchedAt, readyAt)),
                memory.rest(),
                memory.aim(),
                memory.restarts(),
                memory.tally(),
                memory.lastExit(),
                memory.lastEvent()));
        if (readyAt.isPresent()) {
            var since = readyAt.get().isAfter(now) ? now : readyAt.get();
            draft.become(new Running(life, since, found.port(), stableAt(draft, since)));
            stopIfUnwanted(draft, life, "it is not wanted any more", now);
        } else {
            var deadline = launchedAt.plus(readiness(draft.goal()).deadline());
            var atLeast = now.plus(SECOND_LOOK);
            begin(draft, life, deadline.isAfter(atLeast) ? deadline : atLeast, now);
        }
    }

    /** A daemon that came back found a launch that its memory has not heard of: take it for what it is. */
    private static void assume(Draft draft, Found found, Instant now) {
        var memory = draft.memory();
        if (memory.lived().isPresent()) {
            loseSightOf(draft, memory, now);
            memory = draft.memory();
        }
        var incarnation = found.incarnation();
        var aim = found instanceof Adopted adopted ? adopted.aim() : memory.aim();
        var launchedAt = switch (found) {
            case Adopted adopted -> adopted.launchedAt();
            case Ended ended -> ended.at().minus(ended.uptime());
            case EndedBefore(var ended) -> ended.at().minus(ended.uptime());
        };
        if (memory.aim().olderThan(aim)) {
            memory = memory.with(DeathTally.from(launchedAt));
        } else if (memory.incarnation() > 0) {
            memory = memory.withRestarts(memory.restarts() + 1);
        }
        draft.remember(memory.launched(incarnation.number(), aim, launchedAt));
        draft.become(new Launching(incarnation, aim, launchedAt, now.plus(SECOND_LOOK), FOUND, Optional.empty()));
    }

    /** The end of an incarnation whose successor was found, but not its own end. Should it live, it must not. */
    private static void loseSightOf(Draft draft, InstanceMemory memory, Instant now) {
        var lived = memory.lived().orElseThrow();
        var incarnation = new Incarnation(memory.id(), memory.incarnation());
        var status = new ExitStatus.Unknown("a later launch was found, but no record of this one");
        draft.tell(
                Told.warning(Reason.EXITED, incarnation.number(), status.describe(), FOUND, "kill what is left of it"));
        draft.act(new Action.Kill(incarnation));
        draft.remember(memory.ended(
                new LastExit(incarnation, status, now, Duration.between(lived.launchedAt(), now), false, true)));
    }

    private static void breakOff(Draft draft, Launching state, Instant now) {
        var deadline = readiness(draft.goal()).deadline();
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

    private static void settle(Draft draft, Running state, Instant now) {
        var looping = draft.memory().tally().loopSince().isPresent();
        draft.remember(draft.memory().tally().settled());
        draft.become(new Running(state.life(), state.readyAt(), state.port(), Optional.empty()));
        draft.tell(Told.normal(
                Reason.STABLE,
                state.incarnation().number(),
                "ready for " + Span.of(Duration.between(state.readyAt(), now)),
                "a stable time resets the back-off",
                looping ? "the crash loop is over" : "waits start over"));
    }

    private static void kill(Draft draft, Stopping state, Instant now) {
        if (!state.killing()) {
            draft.tell(Told.warning(
                    Reason.KILLING,
                    state.incarnation().number(),
                    "it did not end within " + Span.of(draft.goal().stop().grace()),
                    "kill after the grace period",
                    "send SIGKILL to its whole tree"));
        }
        draft.act(new Action.Kill(state.incarnation()));
        draft.become(new Stopping(state.life(), state.why(), now.plus(KILL_AGAIN), true));
    }

    private static void tellDegraded(Draft draft, Incarnation incarnation, String notice) {
        draft.tell(Told.warning(Reason.DEGRADED, incarnation.number(), notice, "", ""));
    }

    // ---- endings ---------------------------------------------------------------------------------------------------

    private static void end(Draft draft, Living state, Ended ended, Instant now, double luck) {
        var memory = draft.memory();
        var at = ended.at().isAfter(now) ? now : ended.at();
        var readyFor = readyFor(memory, at);
        var stopping = state instanceof Stopping s ? Optional.of(s) : Optional.<Stopping>empty();
        var forced = stopping.isPresent() && stopping.get().killing();
        var overdue = stopping.isPresent() && stopping.get().why() == NOT_READY_IN_TIME;
        var asked = (stopping.isPresent() && !overdue) || !draft.goal().wants(state.aim());
        draft.remember(
                memory.ended(new LastExit(ended.incarnation(), ended.status(), at, ended.uptime(), asked, forced)));

        if (asked) {
            endAsAsked(draft, ended, forced, now);
        } else if (draft.goal() instanceof Goal.Run run) {
            if (ended.withMachine()) {
                endWithMachine(draft, run, ended, now);
            } else {
                var kind = ended.status() instanceof ExitStatus.NeverRan
                        ? Death.Kind.NEVER_RAN
                        : overdue ? Death.Kind.OVERDUE : Death.Kind.ENDED;
                endAsDeath(draft, run, ended, new Death(now, ended.uptime(), readyFor, kind), now, luck);
            }
        }
        switch (state) {
            case Starting _, Running _ -> draft.act(new Action.ForgetReadiness(ended.incarnation()));
            case Launching _, Stopping _ -> {
                // Not watched.
            }
        }
    }

    /** What followed was decided and done by the daemon before, which had no time to say so. */
    private static void endUnseen(Draft draft, Launching state, Ended ended, Instant now) {
        var memory = draft.memory();
        var at = ended.at().isAfter(now) ? now : ended.at();
        var asked = !draft.goal().wants(state.aim());
        draft.remember(
                memory.ended(new LastExit(ended.incarnation(), ended.status(), at, ended.uptime(), asked, false)));
        if (!asked && draft.goal() instanceof Goal.Run run) {
            var kind = ended.status() instanceof ExitStatus.NeverRan ? Death.Kind.NEVER_RAN : Death.Kind.ENDED;
            var death = new Death(at, ended.uptime(), readyFor(memory, at), kind);
            var rule = run.app().spec().restart().crashLoop();
            draft.remember(memory.tally().with(death, rule).restarted(Duration.ZERO));
        }
        draft.tell(Told.warning(
                Reason.EXITED,
                ended.incarnation().number(),
                Sentences.end(ended),
                FOUND,
                "the daemon before had started it again"));
        draft.rest(new Stopped());
    }

    private static void endAsAsked(Draft draft, Ended ended, boolean forced, Instant now) {
        var decision = switch (draft.goal()) {
            case Goal.Run _ -> "start it again";
            case Goal.Down _ -> "it stays down";
            case Goal.Gone _ -> "forget it";
        };
        draft.tell(Told.normal(
                Reason.STOPPED,
                ended.incarnation().number(),
                Sentences.end(ended),
                forced ? "asked to end, and killed after the grace period" : "asked to end",
                decision));
        draft.rest(new Stopped());
        if (draft.goal() instanceof Goal.Run run) {
            draft.remember(DeathTally.from(now));
            launch(draft, run, "the one before it has ended", now);
        } else {
            launchOrLetGo(draft, "nothing of it is left", now);
        }
    }

    private static void endWithMachine(Draft draft, Goal.Run run, Ended ended, Instant now) {
        draft.tell(Told.warning(
                Reason.EXITED,
                ended.incarnation().number(),
                Sentences.end(ended),
                "the machine went down under it, which says nothing about the program",
                "start it again at once"));
        launch(draft, run, "its end with the machine", now);
    }

    private static void endAsDeath(Draft draft, Goal.Run run, Ended ended, Death death, Instant now, double luck) {
        var policy = run.app().spec().restart();
        var number = ended.incarnation().number();
        var cause = Sentences.death(ended, death);
        var verdict = RestartBudget.judge(policy, tallyBefore(draft, policy, death), death, ended.status(), luck);
        draft.remember(verdict.tally());
        var reason = death.kind() == Death.Kind.NEVER_RAN ? Reason.START_FAILED : Reason.EXITED;
        switch (verdict) {
            case Verdict.Retry(var tally, var rule, var wait) -> {
                draft.tell(Told.warning(reason, number, cause, rule, Sentences.again(wait)));
                if (wait.isZero()) {
                    draft.remember(draft.memory().withRestarts(draft.memory().restarts() + 1));
                    launch(draft, run, cause, now);
                } else {
                    draft.rest(new BackingOff(now.plus(wait), tally.streak(), cause));
                }
            }
            case Verdict.CrashLoop(var tally, var rule, var wait, var evidence, var fresh) -> {
                draft.tell(Told.warning(reason, number, cause, rule, Sentences.again(wait)));
                if (fresh) {
                    draft.tell(Told.warning(
                            Reason.CRASH_LOOP_BACK_OFF,
                            number,
                            evidence + ", the last with " + cause,
                            Sentences.crashLoopRule(policy.crashLoop()),
                            "keep trying every " + Span.of(policy.backoff().max()) + " or so; next try in "
                                    + Span.of(wait)));
                }
                draft.rest(new CrashLooping(now.plus(wait), tally.loopSince().orElse(now), tally.streak(), cause));
            }
            case Verdict.Complete(var _, var rule) -> {
                draft.tell(Told.normal(Reason.COMPLETED, number, cause, rule, "it is not started again"));
                draft.rest(new Completed(ended.status()));
            }
            case Verdict.GiveUp(var _, var rule) -> {
                draft.tell(Told.warning(Reason.FAILED, number, cause, rule, "it is not started again"));
                draft.rest(new Failed(cause + "; " + rule));
            }
        }
    }

    /** A stable time that ended in the same moment, or while the daemon was away, counts even if nobody noted it. */
    private static DeathTally tallyBefore(Draft draft, RestartPolicy policy, Death death) {
        var tally = draft.memory().tally();
        var stable = RestartBudget.stableAfter(policy.backoff(), tally);
        return tally.unsettled() && death.readyFor().compareTo(stable) >= 0 ? tally.settled() : tally;
    }

    private static Optional<Instant> stableAt(Draft draft, Instant readyAt) {
        var tally = draft.memory().tally();
        return draft.goal() instanceof Goal.Run run && tally.unsettled()
                ? Optional.of(readyAt.plus(
                        RestartBudget.stableAfter(run.app().spec().restart().backoff(), tally)))
                : Optional.empty();
    }

    private static Duration readyFor(InstanceMemory memory, Instant at) {
        return memory.lived()
                .flatMap(InstanceMemory.Lived::readyAt)
                .map(since -> Duration.between(since, at))
                .orElse(Duration.ZERO);
    }

    private static Readiness readiness(Goal goal) {
        return goal instanceof Goal.Run run ? run.app().spec().readiness() : Readiness.DEFAULT;
    }

    private static IllegalStateException decidedAlready(InstanceEvent event) {
        return new IllegalStateException("goals are looked at before states: " + event);
    }
}
