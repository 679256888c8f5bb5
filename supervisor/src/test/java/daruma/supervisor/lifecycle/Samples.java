package daruma.supervisor.lifecycle;

import daruma.model.AppName;
import daruma.model.AppSpec;
import daruma.model.Command;
import daruma.model.DesiredApp;
import daruma.model.ExitStatus;
import daruma.model.Incarnation;
import daruma.model.InstanceId;
import daruma.model.ProcessId;
import daruma.model.ProgramKind;
import daruma.model.RestartPolicy;
import daruma.supervisor.health.Ailment;
import daruma.supervisor.health.Sickness;
import daruma.supervisor.lifecycle.InstanceState.Unready;
import daruma.supervisor.restart.DeathTally;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** An app, its only instance, and the moments of its life that tests begin with. */
public final class Samples {
    public static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    public static final InstanceId WEB = new InstanceId(new AppName("web"), 0);
    public static final ProcessId PROCESS = new ProcessId(4_121, 77);
    public static final Duration MINUTE = Duration.ofMinutes(1);
    static final AppSpec SPEC =
            AppSpec.of(WEB.app(), new Command(List.of("/bin/web"), Path.of("/"), ProgramKind.BINARY, Optional.empty()));
    static final DesiredApp APP = DesiredApp.first(0, SPEC);
    static final Goal RUN = new Goal.Run(APP, 0);
    static final Goal RUN_NEWER = new Goal.Run(APP.restarted(), 0);
    static final Goal DOWN = new Goal.Down(SPEC.stop());
    static final Goal HELD = new Goal.Held(APP, 0, "waits for \"db\" to be ready", false);
    /** As DOWN, of an app to which somebody passes requests on. */
    static final Goal DRAINED = new Goal.Down(SPEC.stop(), true);

    static final Goal GONE = new Goal.Gone(SPEC.stop());
    static final Aim AIM = Aim.of(APP, 0);

    static final Sickness SICK =
            new Sickness(Ailment.LIVENESS_FAILED, "HTTP 503 from /healthz", "3 failures in a row", Optional.empty());
    static final Sickness OLD = new Sickness(Ailment.MAX_AGE, "", "max age 1 d", Optional.empty());

    private Samples() {}

    static Goal run(RestartPolicy policy) {
        return new Goal.Run(DesiredApp.first(0, SPEC.withRestart(policy)), 0);
    }

    static Incarnation number(long number) {
        return new Incarnation(WEB, number);
    }

    /** The life of incarnation 7, launched at noon. */
    static Life life() {
        return new Life(number(7), PROCESS, AIM, NOON, Optional.empty());
    }

    static InstanceState.Launching launching() {
        return new InstanceState.Launching(number(7), AIM, NOON, NOON.plus(MINUTE), "a test", Optional.empty());
    }

    static InstanceState.Starting starting() {
        return new InstanceState.Starting(life(), NOON.plus(MINUTE), OptionalInt.empty(), false);
    }

    static InstanceState.Running running() {
        return new InstanceState.Running(
                life(), NOON, OptionalInt.empty(), Optional.of(NOON.plus(MINUTE)), Optional.empty());
    }

    static InstanceState.Draining draining(InstanceState.StopReason why) {
        return new InstanceState.Draining(
                life(), why, "daruma stop web", "", Duration.ofSeconds(10), NOON.plusSeconds(10));
    }

    static InstanceState.Stopping stopping(InstanceState.StopReason why) {
        return new InstanceState.Stopping(life(), why, Duration.ofSeconds(10), NOON.plusSeconds(10), false, false);
    }

    /** A state of which the life is sick, as noted before anything was decided. */
    static InstanceState ailing(InstanceState.Present state, Sickness sickness) {
        return with(state, new Life.Complaint(sickness, NOON, Optional.empty()));
    }

    static InstanceState withheld() {
        return with(running(), new Life.Complaint(SICK, NOON, Optional.of("1 of 2 is restarted already")));
    }

    private static InstanceState with(InstanceState.Present state, Life.Complaint complaint) {
        return state.with(state.life().with(complaint));
    }

    static InstanceState.Examining examining() {
        return new InstanceState.Examining(life(), SICK, InstanceState.StopReason.UNHEALTHY, NOON.plusSeconds(2));
    }

    /** Ready at noon, and out of service since. */
    static Instance unready() {
        var state = new InstanceState.Running(
                life(), NOON, OptionalInt.empty(), Optional.empty(), Optional.of(new Unready(NOON, "HTTP 503")));
        var instance = in(state, RUN);
        var lived = new InstanceMemory.Lived(AIM, NOON, Optional.of(NOON), Duration.ZERO, Optional.of(NOON));
        return instance.with(instance.memory().living(Optional.of(lived)));
    }

    /** An instance in a state, with a memory that agrees: its last launch was number 7. */
    static Instance in(InstanceState state, Goal goal) {
        var lived = switch (state) {
            case InstanceState.Running running ->
                Optional.of(new InstanceMemory.Lived(AIM, NOON, Optional.of(running.readyAt())));
            case InstanceState.Living _ -> Optional.of(new InstanceMemory.Lived(AIM, NOON, Optional.empty()));
            case InstanceState.Resting _ -> Optional.<InstanceMemory.Lived>empty();
        };
        var rest = state instanceof InstanceState.Resting resting ? resting : new InstanceState.Stopped();
        var memory = new InstanceMemory(
                WEB,
                7,
                lived,
                rest,
                AIM,
                0,
                DeathTally.from(NOON),
                Optional.empty(),
                0,
                Optional.empty(),
                Optional.empty());
        return new Instance(goal, state, memory);
    }

    static InstanceEvent.Ended ended(ExitStatus status, Duration uptime) {
        return new InstanceEvent.Ended(number(7), status, uptime, NOON.plus(uptime), false);
    }

    static InstanceEvent.Ended exited(int code, Duration uptime) {
        return ended(new ExitStatus.Exited(code), uptime);
    }
}
