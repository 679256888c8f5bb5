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
        stop(draft, life, new End(why, reason, cause, rule, draft.goal().stop().grace()), now);
    }

    /**
     * How an incarnation is to end.
     *
     * @param reason under which it is told
     * @param cause of it, for people
     * @param rule by which it is ended
     * @param grace how long it may take; not always the one of the app
     */
    record End(StopReason why, Reason reason, String cause, String rule, Duration grace) {}

    static void stop(Draft draft, Life life, End end, Instant now) {
        if (draft.goal().drains()
                && !end.why().isDeath()
                && draft.instance().state() instanceof InstanceState.Running running
                && running.unready().isEmpty()) {
            drain(draft, life, end, now);
        } else {
            terminate(draft, life, end, now);
        }
    }

    private static void drain(Draft draft, Life life, End end, Instant now) {
        draft.tell(Told.normal(
                end.reason() == Reason.STOPPING ? Reason.DRAINING : end.reason(),
                life.incarnation().number(),
                end.cause(),
                end.rule(),
                "pass nothing on to it any more, and ask it to end when nothing is under way, in "
                        + Span.of(end.grace()) + " at most"));
        draft.act(new Action.ForgetReadiness(life.incarnation()));
        draft.act(new Action.ForgetLiveness(life.incarnation()));
        draft.act(new Action.Drain(life.incarnation()));
        draft.become(new InstanceState.Draining(
                life, end.why(), end.cause(), end.rule(), end.grace(), now.plus(end.grace())));
    }

    /** @param how the drain is over, for people */
    static void drained(Draft draft, InstanceState.Draining state, String how, Instant now) {
        terminate(draft, state.life(), new End(state.why(), Reason.STOPPING, how, state.rule(), state.grace()), now);
    }

    private static void terminate(Draft draft, Life life, End end, Instant now) {
        var signal = draft.goal().stop().signal();
        var decision = "send " + signal + ", kill it in " + Span.of(end.grace()) + then(draft, end.why());
        var number = life.incarnation().number();
        draft.tell(
                end.why().isDeath()
                        ? Told.warning(end.reason(), number, end.cause(), end.rule(), decision)
                        : Told.normal(end.reason(), number, end.cause(), end.rule(), decision));
        draft.act(new Action.ForgetReadiness(life.incarnation()));
        draft.act(new Action.ForgetLiveness(life.incarnation()));
        draft.act(new Action.Terminate(life.incarnation(), signal));
        draft.become(new Stopping(life, end.why(), end.grace(), now.plus(end.grace()), false, false));
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
