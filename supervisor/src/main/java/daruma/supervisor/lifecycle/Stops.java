package daruma.supervisor.lifecycle;

import static daruma.supervisor.lifecycle.InstanceState.StopReason.ASKED;

import daruma.supervisor.lifecycle.InstanceState.StopReason;
import daruma.supervisor.lifecycle.InstanceState.Stopping;
import daruma.supervisor.restart.Span;
import java.time.Duration;
import java.time.Instant;

/** From a program that lives to its end. */
final class Stops {
    private Stops() {}

    static void stopIfUnwanted(Draft draft, Life life, String why, Instant now) {
        if (!draft.goal().wants(life.aim())) {
            stop(draft, life, ASKED, Reason.STOPPING, why, "", now);
        }
    }

    static void stop(Draft draft, Life life, StopReason why, Reason reason, String cause, String rule, Instant now) {
        stop(draft, life, why, reason, cause, rule, draft.goal().stop().grace(), now);
    }

    /** @param grace how long it may take; not always the one of the app */
    static void stop(
            Draft draft,
            Life life,
            StopReason why,
            Reason reason,
            String cause,
            String rule,
            Duration grace,
            Instant now) {
        if (draft.goal().drains()
                && !why.isDeath()
                && draft.instance().state() instanceof InstanceState.Running running
                && running.unready().isEmpty()) {
            drain(draft, life, why, reason, cause, rule, grace, now);
            return;
        }
        end(draft, life, why, reason, cause, rule, grace, now);
    }

    private static void drain(
            Draft draft,
            Life life,
            StopReason why,
            Reason reason,
            String cause,
            String rule,
            Duration grace,
            Instant now) {
        draft.tell(Told.normal(
                reason == Reason.STOPPING ? Reason.DRAINING : reason,
                life.incarnation().number(),
                cause,
                rule,
                "pass nothing on to it any more, and ask it to end when nothing is under way, in " + Span.of(grace)
                        + " at most"));
        draft.act(new Action.ForgetReadiness(life.incarnation()));
        draft.act(new Action.ForgetLiveness(life.incarnation()));
        draft.act(new Action.Drain(life.incarnation()));
        draft.become(new InstanceState.Draining(life, why, cause, rule, grace, now.plus(grace)));
    }

    /** @param how the drain is over, for people */
    static void drained(Draft draft, InstanceState.Draining state, String how, Instant now) {
        end(draft, state.life(), state.why(), Reason.STOPPING, how, state.rule(), state.grace(), now);
    }

    private static void end(
            Draft draft,
            Life life,
            StopReason why,
            Reason reason,
            String cause,
            String rule,
            Duration grace,
            Instant now) {
        var signal = draft.goal().stop().signal();
        var decision = "send " + signal + ", kill it in " + Span.of(grace) + then(draft, why);
        var number = life.incarnation().number();
        draft.tell(
                why.isDeath()
                        ? Told.warning(reason, number, cause, rule, decision)
                        : Told.normal(reason, number, cause, rule, decision));
        draft.act(new Action.ForgetReadiness(life.incarnation()));
        draft.act(new Action.ForgetLiveness(life.incarnation()));
        draft.act(new Action.Terminate(life.incarnation(), signal));
        draft.become(new Stopping(life, why, grace, now.plus(grace), false, false));
    }

    static void kill(Draft draft, Stopping state, Instant now) {
        if (!state.killing()) {
            draft.tell(Told.warning(
                    Reason.KILLING,
                    state.incarnation().number(),
                    "it did not end within " + Span.of(state.grace()),
                    state.extended()
                            ? "kill after the grace period, extended as the program asked"
                            : "kill after the grace period",
                    "send SIGKILL to its whole tree"));
        }
        draft.act(new Action.Kill(state.incarnation()));
        draft.become(new Stopping(
                state.life(), state.why(), state.grace(), now.plus(Starts.KILL_AGAIN), true, state.extended()));
    }

    private static String then(Draft draft, StopReason why) {
        return switch (why) {
            case NOT_READY_IN_TIME -> ", and count it as a failed start";
            case UNHEALTHY -> ", and count it as a death";
            case ASKED, PLANNED, ALONG -> draft.goal() instanceof Goal.Run ? ", then start it again" : "";
        };
    }
}
