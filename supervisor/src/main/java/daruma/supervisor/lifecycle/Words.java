package daruma.supervisor.lifecycle;

import daruma.supervisor.lifecycle.InstanceState.Draining;
import daruma.supervisor.lifecycle.InstanceState.Examining;
import daruma.supervisor.lifecycle.InstanceState.Present;
import daruma.supervisor.lifecycle.InstanceState.Running;
import daruma.supervisor.lifecycle.InstanceState.Starting;
import daruma.supervisor.lifecycle.InstanceState.Stopping;
import daruma.supervisor.restart.Span;
import java.time.Duration;
import java.time.Instant;

/** What follows from what a program says of itself. */
final class Words {
    private static final String EXTENSION = "EXTEND_TIMEOUT_USEC";

    private Words() {}

    static void heard(Draft draft, Present state, ProgramWord word, Instant now) {
        switch (word) {
            case ProgramWord.Status(var line) ->
                draft.become(state.with(state.life().saying(line)));
            case ProgramWord.MoreTime(var extension) -> extend(draft, state, extension, now);
            case ProgramWord.MainProcess main -> mainProcess(draft, state, main);
            case ProgramWord.NoMainProcess(var pid, var why) ->
                draft.tell(Told.warning(
                        Reason.MAIN_PROCESS,
                        state.incarnation().number(),
                        "the program says that pid " + pid + " is its main process, but " + why,
                        "MAINPID",
                        "pid " + state.life().process().pid() + " stays it"));
        }
    }

    /**
     * As systemd has it: the deadline of what it is doing now is moved to so long after this word, but never to an earlier
     * time. It can be asked for again and again; a tree that has been killed has no more time to ask for.
     */
    private static void extend(Draft draft, Present state, Duration extension, Instant now) {
        var until = now.plus(extension);
        switch (state) {
            case Starting starting
            when until.isAfter(starting.readyBy()) -> {
                if (!starting.extended()) {
                    tell(draft, state, extension, "to start", "wait for its readiness");
                }
                draft.become(new Starting(starting.life(), until, starting.port(), true));
            }
            case Draining draining
            when until.isAfter(draining.until()) -> {
                tell(draft, state, extension, "to answer requests", "wait for them");
                draft.become(new Draining(
                        draining.life(), draining.why(), draining.cause(), draining.rule(), draining.grace(), until));
            }
            case Stopping stopping
            when !stopping.killing() && until.isAfter(stopping.killAt()) -> {
                if (!stopping.extended()) {
                    tell(draft, state, extension, "to end", "wait for its end");
                }
                var more = Duration.between(stopping.killAt(), until);
                draft.become(new Stopping(
                        stopping.life(), stopping.why(), stopping.grace().plus(more), until, false, true));
            }
            case Starting _, Running _, Examining _, Draining _, Stopping _ -> {
                // Its deadline is later than that, or it has none.
            }
        }
    }

    private static void tell(Draft draft, Present state, Duration extension, String what, String decision) {
        draft.tell(Told.normal(
                Reason.MORE_TIME,
                state.incarnation().number(),
                "the program asks for " + Span.of(extension) + " more " + what,
                EXTENSION,
                decision));
    }

    private static void mainProcess(Draft draft, Present state, ProgramWord.MainProcess main) {
        var before = state.life().process();
        if (main.process().equals(before)) {
            return;
        }
        draft.become(state.with(state.life().with(main.process())));
        draft.tell(Told.normal(
                Reason.MAIN_PROCESS,
                state.incarnation().number(),
                "the program says that pid " + main.process().pid() + " is its main process, no longer pid "
                        + before.pid(),
                "MAINPID",
                "look at that one from now on"));
    }
}
