package daruma.supervisor.lifecycle;

import daruma.model.ExitStatus;
import daruma.model.LastExit;
import daruma.model.RestartPolicy;
import daruma.supervisor.health.Ailment;
import daruma.supervisor.health.Healing;
import daruma.supervisor.lifecycle.InstanceEvent.Ended;
import daruma.supervisor.lifecycle.InstanceState.BackingOff;
import daruma.supervisor.lifecycle.InstanceState.Completed;
import daruma.supervisor.lifecycle.InstanceState.CrashLooping;
import daruma.supervisor.lifecycle.InstanceState.Failed;
import daruma.supervisor.lifecycle.InstanceState.Launching;
import daruma.supervisor.lifecycle.InstanceState.Living;
import daruma.supervisor.lifecycle.InstanceState.StopReason;
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

/** What follows from the end of a process. */
final class Endings {
    private Endings() {}

    /** As far as it is known why it was made to end; empty: nobody made it. */
    private static Optional<StopReason> madeToEnd(Draft draft, Living state) {
        if (state instanceof Stopping stopping) {
            return Optional.of(stopping.why());
        }
        if (state instanceof InstanceState.Draining draining) {
            return Optional.of(draining.why());
        }
        if (state instanceof InstanceState.Examining examining) {
            // It was to be ended for that, and what was asked of it may have been what ended it.
            return Optional.of(examining.why());
        }
        // The daemon before had decided it, and only its end was found.
        return state instanceof Launching && draft.memory().endingForHealth()
                ? draft.memory()
                        .healing()
                        .map(healing -> healing.ailment().planned() ? StopReason.PLANNED : StopReason.UNHEALTHY)
                : Optional.empty();
    }

    static void end(Draft draft, Living state, Ended ended, Instant now, double luck) {
        var why = madeToEnd(draft, state);
        var readyFor = Starts.readyFor(draft.memory(), at(ended, now));
        var forced = state instanceof Stopping stopping && stopping.killing();
        var asked = !draft.goal().wants(state.aim())
                || (why.isPresent() && !why.get().isDeath());
        note(draft, ended, asked, forced, now);

        if (asked) {
            var ours = why.equals(Optional.of(StopReason.PLANNED)) || why.equals(Optional.of(StopReason.ALONG));
            endAsAsked(draft, ended, ours, forced, now);
        } else if (draft.goal() instanceof Goal.Held held) {
            endWhileHeld(draft, held, ended);
        } else if (draft.goal() instanceof Goal.Run run) {
            if (ended.withMachine()) {
                endWithMachine(draft, run, ended, now);
            } else {
                endAsDeath(draft, run, ended, new Death(now, ended.uptime(), readyFor, kind(ended, why)), now, luck);
            }
        }
        switch (state) {
            case InstanceState.Starting _, InstanceState.Running _ -> {
                draft.act(new Action.ForgetReadiness(ended.incarnation()));
                draft.act(new Action.ForgetHealth(ended.incarnation()));
            }
            case InstanceState.Examining _ -> {
                draft.act(new Action.ForgetReadiness(ended.incarnation()));
                draft.act(new Action.ForgetHealth(ended.incarnation()));
            }
            case InstanceState.Draining _, Stopping _ -> draft.act(new Action.ForgetHealth(ended.incarnation()));
            case Launching _ -> {
                // Not watched.
            }
        }
    }

    /** What followed was decided and done by the daemon before, which had no time to say so. */
    static void endUnseen(Draft draft, Launching state, Ended ended, Instant now) {
        var why = madeToEnd(draft, state);
        var readyFor = Starts.readyFor(draft.memory(), at(ended, now));
        var asked = !draft.goal().wants(state.aim())
                || (why.isPresent() && !why.get().isDeath());
        note(draft, ended, asked, false, now);
        if (!asked && draft.goal() instanceof Goal.Run run) {
            var death = new Death(at(ended, now), ended.uptime(), readyFor, kind(ended, why));
            var rule = run.app().spec().restart().crashLoop();
            draft.remember(draft.memory().tally().with(death, rule).restarted(Duration.ZERO));
        }
        draft.tell(Told.warning(
                Reason.EXITED,
                ended.incarnation().number(),
                Sentences.end(ended),
                Adoption.FOUND,
                "the daemon before had started it again"));
        draft.rest(new Stopped());
    }

    private static void note(Draft draft, Ended ended, boolean asked, boolean forced, Instant now) {
        draft.remember(draft.memory()
                .ended(new LastExit(
                        ended.incarnation(), ended.status(), at(ended, now), ended.uptime(), asked, forced)));
    }

    private static Death.Kind kind(Ended ended, Optional<StopReason> why) {
        if (ended.status() instanceof ExitStatus.NeverRan never) {
            return never.held() ? Death.Kind.HELD : Death.Kind.NEVER_RAN;
        }
        if (why.isEmpty()) {
            return Death.Kind.ENDED;
        }
        return switch (why.get()) {
            case NOT_READY_IN_TIME -> Death.Kind.OVERDUE;
            case UNHEALTHY -> Death.Kind.UNHEALTHY;
            case ASKED, PLANNED, ALONG -> Death.Kind.ENDED;
        };
    }

    private static Instant at(Ended ended, Instant now) {
        return ended.at().isAfter(now) ? now : ended.at();
    }

    private static void endAsAsked(Draft draft, Ended ended, boolean planned, boolean forced, Instant now) {
        var decision = switch (draft.goal()) {
            case Goal.Run _ -> "start it again";
            case Goal.Held held -> "start it again: it " + held.why();
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
            if (!planned) {
                draft.remember(DeathTally.from(now));
                draft.remember(draft.memory().with(Optional.empty()));
            }
            Starts.launch(draft, run, "the one before it has ended", now);
        } else {
            Starts.launchOrLetGo(draft, "nothing of it is left", now);
        }
    }

    /** Only the machine can have taken one that was not to be started yet. */
    private static void endWhileHeld(Draft draft, Goal.Held held, Ended ended) {
        draft.tell(Told.warning(
                Reason.EXITED,
                ended.incarnation().number(),
                Sentences.end(ended),
                "ordered start",
                "start it again: it " + held.why()));
        draft.rest(new Stopped());
    }

    private static void endWithMachine(Draft draft, Goal.Run run, Ended ended, Instant now) {
        draft.tell(Told.warning(
                Reason.EXITED,
                ended.incarnation().number(),
                Sentences.end(ended),
                "the machine went down under it, which says nothing about the program",
                "start it again at once"));
        Starts.launch(draft, run, "its end with the machine", now);
    }

    private static void endAsDeath(Draft draft, Goal.Run run, Ended ended, Death death, Instant now, double luck) {
        var policy = run.app().spec().restart();
        var number = ended.incarnation().number();
        var cause = Sentences.death(ended, death, draft.memory().healing());
        var verdict = RestartBudget.judge(policy, tallyBefore(draft, policy, death), death, ended.status(), luck);
        draft.remember(verdict.tally());
        var reason = death.kind() == Death.Kind.NEVER_RAN || death.kind() == Death.Kind.HELD
                ? Reason.START_FAILED
                : Reason.EXITED;
        switch (verdict) {
            case Verdict.Retry(var tally, var rule, var wait) -> {
                draft.tell(Told.warning(reason, number, cause, rule, Sentences.again(wait)));
                if (wait.isZero()) {
                    draft.remember(draft.memory().withRestarts(draft.memory().restarts() + 1));
                    Starts.launch(draft, run, cause, now);
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
                return;
            }
            case Verdict.GiveUp(var _, var rule) -> {
                draft.tell(Told.warning(Reason.FAILED, number, cause, rule, "it is not started again"));
                draft.rest(new Failed(cause + "; " + rule));
            }
        }
        // After the launch: nothing waits for it.
        draft.act(new Action.Gather(
                ended.incarnation(),
                run.app(),
                Optional.empty(),
                examinedFor(draft, death.kind()),
                draft.memory().lastExit(),
                cause,
                verdict.rule()));
    }

    /** What it was looked at for while it lived; empty for one that was not. */
    private static Optional<Ailment> examinedFor(Draft draft, Death.Kind kind) {
        return switch (kind) {
            case UNHEALTHY -> draft.memory().healing().map(Healing::ailment);
            case OVERDUE -> Optional.of(Ailment.START_OVERDUE);
            case NEVER_RAN, HELD, ENDED -> Optional.empty();
        };
    }

    /** A stable time that ended in the same moment, or while the daemon was away, counts even if nobody noted it. */
    private static DeathTally tallyBefore(Draft draft, RestartPolicy policy, Death death) {
        var tally = draft.memory().tally();
        var stable = RestartBudget.stableAfter(policy.backoff(), tally);
        return tally.unsettled() && death.readyFor().compareTo(stable) >= 0 ? tally.settled() : tally;
    }
}
