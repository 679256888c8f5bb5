package daruma.supervisor.lifecycle;

import daruma.supervisor.health.Ailment;
import daruma.supervisor.health.Healing;
import daruma.supervisor.health.Sickness;
import daruma.supervisor.lifecycle.InstanceEvent.Ailing;
import daruma.supervisor.lifecycle.InstanceEvent.HealingWithheld;
import daruma.supervisor.lifecycle.InstanceEvent.ReadinessChanged;
import daruma.supervisor.lifecycle.InstanceEvent.Recovered;
import daruma.supervisor.lifecycle.InstanceState.Examining;
import daruma.supervisor.lifecycle.InstanceState.Present;
import daruma.supervisor.lifecycle.InstanceState.Running;
import daruma.supervisor.lifecycle.InstanceState.Starting;
import daruma.supervisor.lifecycle.InstanceState.StopReason;
import daruma.supervisor.lifecycle.InstanceState.Unready;
import daruma.supervisor.lifecycle.Life.Complaint;
import daruma.supervisor.restart.Span;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** What becomes of an instance that is up and not well. */
final class Illness {
    /** What gathering evidence may delay a restart by. */
    static final Duration EXAMINATION = Duration.ofSeconds(2);

    private Illness() {}

    // ---- in and out of service -------------------------------------------------------------------------------------

    static void readinessChanged(Draft draft, Running state, ReadinessChanged news, Instant now) {
        if (news.ready() == state.unready().isEmpty()) {
            return;
        }
        var memory = draft.memory();
        var number = state.incarnation().number();
        if (news.ready()) {
            draft.remember(memory.living(memory.lived().map(lived -> lived.readyAgain(now))));
            draft.become(new Running(
                    state.life(), state.readyAt(), state.port(), Starts.stableAt(draft, now), Optional.empty()));
            var away = Duration.between(state.unready().orElseThrow().since(), now);
            draft.tell(Told.normal(
                    Reason.READY, number, "ready again after " + Span.of(away) + ": " + news.how(), "", ""));
        } else {
            draft.remember(memory.living(memory.lived().map(lived -> lived.unready(now))));
            draft.become(new Running(
                    state.life(),
                    state.readyAt(),
                    state.port(),
                    Optional.empty(),
                    Optional.of(new Unready(now, news.how()))));
            draft.tell(
                    Told.warning(Reason.NOT_READY, number, news.how(), "", "out of service until it is ready again"));
        }
    }

    // ---- sick ------------------------------------------------------------------------------------------------------

    /** Noted only: whether it is restarted for it depends on its siblings, and is told to {@link #treat}. */
    static void ails(Draft draft, Present state, Ailing news, Instant now) {
        var complaint = state.life().complaint();
        var routine =
                complaint.isPresent() && complaint.get().sickness().ailment().planned();
        if (complaint.isEmpty() || (routine && !news.ailment().planned())) {
            draft.become(state.with(state.life().with(new Complaint(news.sickness(), now, Optional.empty()))));
        }
    }

    static void recovered(Draft draft, Present state, Recovered news) {
        var complaint = state.life().complaint();
        if (complaint.isEmpty() || complaint.get().sickness().ailment() != news.ailment()) {
            return;
        }
        draft.become(state.with(state.life().well()));
        if (complaint.get().withheld().isPresent()) {
            draft.tell(Told.normal(
                    Reason.RECOVERED, state.incarnation().number(), news.how(), "", "no restart is needed any more"));
        }
    }

    /** Told once for each sickness, also if the rule has other numbers later. */
    static void withhold(Draft draft, Present state, HealingWithheld news) {
        var complaint = state.life().complaint();
        if (complaint.isEmpty() || complaint.get().withheld().equals(Optional.of(news.rule()))) {
            return;
        }
        var sickness = complaint.get().sickness();
        draft.become(state.with(
                state.life().with(new Complaint(sickness, complaint.get().since(), Optional.of(news.rule())))));
        if (complaint.get().withheld().isEmpty()) {
            var number = state.incarnation().number();
            var decision = "leave it running, and look again when that changes";
            draft.tell(
                    sickness.ailment().planned()
                            ? Told.normal(Reason.RESTART_WITHHELD, number, sickness.sentence(), news.rule(), decision)
                            : Told.warning(
                                    Reason.RESTART_WITHHELD, number, sickness.sentence(), news.rule(), decision));
        }
    }

    static void treat(Draft draft, Present state, Instant now) {
        var complaint = state.life().complaint();
        if (complaint.isEmpty()) {
            return;
        }
        var sickness = complaint.get().sickness();
        var life = state.life();
        draft.remember(draft.memory()
                .with(Optional.of(new Healing(
                        sickness.ailment(),
                        sickness.sentence(),
                        life.incarnation().number()))));
        if (sickness.ailment().planned()) {
            end(draft, life, sickness, StopReason.PLANNED, Reason.RECYCLING, sickness.sentence(), now);
        } else if (draft.goal() instanceof Goal.Run run) {
            examine(draft, run, life, sickness, StopReason.UNHEALTHY, Reason.UNHEALTHY, now);
        }
    }

    /** It is not ready in time: it is looked at before it is ended, so that somebody can tell what it was doing. */
    static void overdue(Draft draft, Starting state, Instant now) {
        var life = state.life();
        var cause = "not ready " + Span.of(Duration.between(life.launchedAt(), now)) + " after its launch";
        var rule = "start deadline " + Span.of(Starts.deadline(draft.goal()))
                + (state.extended() ? ", extended as the program asked" : "");
        if (draft.goal() instanceof Goal.Run run) {
            var sickness = new Sickness(Ailment.START_OVERDUE, cause, rule, Optional.empty());
            examine(draft, run, life, sickness, StopReason.NOT_READY_IN_TIME, Reason.START_DEADLINE_EXCEEDED, now);
        } else {
            Stops.stop(draft, life, StopReason.NOT_READY_IN_TIME, Reason.START_DEADLINE_EXCEEDED, cause, rule, now);
        }
    }

    private static void examine(
            Draft draft, Goal.Run run, Life life, Sickness sickness, StopReason why, Reason reason, Instant now) {
        var cause = why == StopReason.NOT_READY_IN_TIME ? sickness.cause() : sickness.sentence();
        draft.tell(Told.warning(
                reason,
                life.incarnation().number(),
                cause,
                sickness.rule(),
                "gather evidence for " + Span.of(EXAMINATION) + " at most, then end it"));
        draft.become(new Examining(life, sickness, why, now.plus(EXAMINATION)));
        draft.act(new Action.Gather(
                life.incarnation(),
                run.app(),
                Optional.of(life.process()),
                Optional.of(sickness.ailment()),
                Optional.empty(),
                cause,
                sickness.rule()));
    }

    /** @param cause that the examination is over, for people */
    static void end(Draft draft, Examining state, String cause, Instant now) {
        end(draft, state.life(), state.sickness(), state.why(), Reason.STOPPING, cause, now);
    }

    private static void end(
            Draft draft, Life life, Sickness sickness, StopReason why, Reason reason, String cause, Instant now) {
        var grace = sickness.grace().orElse(draft.goal().stop().grace());
        Stops.stop(draft, life, new Stops.End(why, reason, cause, sickness.rule(), grace), now);
    }
}
