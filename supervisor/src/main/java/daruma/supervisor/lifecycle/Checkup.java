package daruma.supervisor.lifecycle;

import daruma.supervisor.health.Guard.Condition;
import daruma.supervisor.health.Guard.Patient;
import daruma.supervisor.lifecycle.InstanceState.StopReason;
import java.time.Instant;
import java.util.Optional;

/** How an instance stands in the eyes of {@link daruma.supervisor.health.Guard}. */
public final class Checkup {
    private Checkup() {}

    /** Whether it waits for a ruling of the guard. */
    public static boolean complains(Instance instance) {
        return switch (instance.state()) {
            case InstanceState.Starting starting -> starting.life().complaint().isPresent();
            case InstanceState.Running running -> running.life().complaint().isPresent();
            case InstanceState.Launching _,
                    InstanceState.Examining _,
                    InstanceState.Draining _,
                    InstanceState.Stopping _,
                    InstanceState.Resting _ -> false;
        };
    }

    /** Empty for one that should not run, or has nothing more to do. */
    public static Optional<Patient> of(Instance instance) {
        if (!(instance.goal() instanceof Goal.Run) || instance.state() instanceof InstanceState.Completed) {
            return Optional.empty();
        }
        return Optional.of(
                switch (instance.state()) {
                    case InstanceState.Starting starting when complains(instance) -> starting(instance, starting);
                    case InstanceState.Running running -> running(instance, running);
                    case InstanceState.Examining examining -> patient(instance, ending(examining.why()));
                    case InstanceState.Draining draining -> patient(instance, ending(draining.why()));
                    case InstanceState.Stopping stopping -> patient(instance, ending(stopping.why()));
                    case InstanceState.Failed _ -> patient(instance, Condition.FAILING);
                    case InstanceState.BackingOff _,
                            InstanceState.CrashLooping _,
                            InstanceState.Launching _,
                            InstanceState.Starting _,
                            InstanceState.Stopped _,
                            InstanceState.Completed _ -> patient(instance, onItsWay(instance));
                });
    }

    /** One that was restarted for its health is still in the middle of that. */
    private static Patient starting(Instance instance, InstanceState.Starting starting) {
        var patient = complaining(instance, starting);
        if (instance.memory().healing().isEmpty()) {
            return patient;
        }
        return patient.condition() == Condition.DUE
                ? patient(instance, onItsWay(instance))
                : new Patient(patient.id(), Condition.RELAPSED, patient.since());
    }

    private static Patient running(Instance instance, InstanceState.Running running) {
        if (complains(instance)) {
            var patient = complaining(instance, running);
            var routine = patient.condition() == Condition.DUE;
            return routine && running.unready().isPresent() ? patient(instance, Condition.FAILING) : patient;
        }
        if (running.unready().isPresent()) {
            return patient(instance, Condition.FAILING);
        }
        var healed = instance.memory().healing().filter(it -> !it.ailment().planned());
        return healed.isPresent() && running.stableAt().isEmpty()
                ? new Patient(instance.id(), Condition.HEALED, running.readyAt())
                : patient(instance, Condition.WELL);
    }

    private static Patient complaining(Instance instance, InstanceState.Present state) {
        var complaint = state.life().complaint().orElseThrow();
        var condition = complaint.sickness().ailment().planned() ? Condition.DUE : Condition.SICK;
        return new Patient(instance.id(), condition, complaint.since());
    }

    private static Condition ending(StopReason why) {
        return switch (why) {
            case UNHEALTHY -> Condition.IN_TREATMENT;
            case PLANNED -> Condition.IN_REPLACEMENT;
            case NOT_READY_IN_TIME -> Condition.FAILING;
            case ASKED, ALONG -> Condition.WELL;
        };
    }

    /** Not ready: on its first start that says nothing, later it does. */
    private static Condition onItsWay(Instance instance) {
        var dying = instance.memory().tally().unsettled();
        var healing = instance.memory().healing();
        if (healing.isEmpty()) {
            return dying ? Condition.FAILING : Condition.WELL;
        }
        return dying || !healing.get().ailment().planned() ? Condition.IN_TREATMENT : Condition.IN_REPLACEMENT;
    }

    private static Patient patient(Instance instance, Condition condition) {
        return new Patient(instance.id(), condition, Instant.EPOCH);
    }
}
