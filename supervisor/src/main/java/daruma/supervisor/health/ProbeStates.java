package daruma.supervisor.health;

import daruma.model.Health;
import daruma.model.Probe;
import daruma.supervisor.health.ProbeState.Result;
import daruma.supervisor.health.ProbeState.Role;
import daruma.supervisor.health.ProbeState.Standing;
import java.util.Optional;

/**
 * The probes of one incarnation together: which of them are made at the moment, and what follows from their results. Pure;
 * the semantics are Kubernetes'.
 *
 * @param stopping the instance was asked to end: only its readiness is still of interest
 */
public record ProbeStates(
        Optional<ProbeState> startup, Optional<ProbeState> liveness, Optional<ProbeState> readiness, boolean stopping) {

    /** What changed by a check. */
    public enum Finding {
        /** The startup probe has succeeded: the other two begin. */
        STARTED,
        /** It has not: the incarnation must go. */
        STARTUP_FAILED,
        LIVENESS_FAILED,
        READY,
        NOT_READY
    }

    /**
     * What a check led to.
     *
     * @param finding empty: nothing changed
     */
    public record Step(ProbeStates next, Optional<Finding> finding) {}

    /** Of a new incarnation, or one of which an earlier daemon did not know that it was ready. */
    public static ProbeStates begin(Health health) {
        return new ProbeStates(
                health.startup().map(probe -> ProbeState.begin(Role.STARTUP, probe)),
                health.liveness().map(probe -> ProbeState.begin(Role.LIVENESS, probe)),
                health.readiness().map(probe -> ProbeState.begin(Role.READINESS, probe)),
                false);
    }

    /**
     * Of an incarnation that an earlier daemon knew to have started.
     *
     * @param ready whether it was ready when it was last heard of
     */
    public static ProbeStates resume(Health health, boolean ready) {
        return new ProbeStates(
                health.startup().map(probe -> ProbeState.resume(Role.STARTUP, probe)),
                health.liveness().map(probe -> ProbeState.resume(Role.LIVENESS, probe)),
                health.readiness()
                        .map(probe -> ready
                                ? ProbeState.resume(Role.READINESS, probe)
                                : ProbeState.begin(Role.READINESS, probe)),
                false);
    }

    /** The instance was asked to end: startup and liveness count as successes and are not looked at any more. */
    public ProbeStates whileStopping() {
        return new ProbeStates(
                probe(Role.STARTUP).map(probe -> ProbeState.resume(Role.STARTUP, probe)),
                probe(Role.LIVENESS).map(probe -> ProbeState.resume(Role.LIVENESS, probe)),
                readiness,
                true);
    }

    /** A probe that had failed for good has succeeded again, before anything came of its failure. */
    public ProbeStates recovered(Role role) {
        return with(ProbeState.resume(role, probe(role).orElseThrow()));
    }

    public Optional<ProbeState> of(Role role) {
        return switch (role) {
            case STARTUP -> startup;
            case LIVENESS -> liveness;
            case READINESS -> readiness;
        };
    }

    public Optional<Probe> probe(Role role) {
        return of(role).map(ProbeState::probe);
    }

    /** Whether checks of this role are made now. */
    public boolean checks(Role role) {
        var state = of(role);
        if (state.isEmpty() || state.get().onHold()) {
            return false;
        }
        return switch (role) {
            case STARTUP -> !stopping && !started();
            case LIVENESS -> !stopping && started();
            case READINESS -> started();
        };
    }

    /** Whether the startup probe has succeeded; without one it counts as started at once. */
    public boolean started() {
        return startup.isEmpty() || startup.get().standing() == Standing.SUCCESS;
    }

    /** Whether the probes have nothing against calling it ready. */
    public boolean ready() {
        return started() && (readiness.isEmpty() || readiness.get().standing() == Standing.SUCCESS);
    }

    /** After a check. One that is not made any more, such as one that was under way when things changed, changes nothing. */
    public Step after(Role role, Result result) {
        if (!checks(role)) {
            return new Step(this, Optional.empty());
        }
        var before = of(role).orElseThrow();
        var state = before.after(result);
        var next = with(state);
        return new Step(next, state.standing() == before.standing() ? Optional.empty() : Optional.of(finding(state)));
    }

    private static Finding finding(ProbeState changed) {
        boolean well = changed.standing() == Standing.SUCCESS;
        return switch (changed.role()) {
            case STARTUP -> well ? Finding.STARTED : Finding.STARTUP_FAILED;
            case READINESS -> well ? Finding.READY : Finding.NOT_READY;
            // It begins as a success and is on hold after a failure: there is no way back.
            case LIVENESS -> Finding.LIVENESS_FAILED;
        };
    }

    private ProbeStates with(ProbeState state) {
        return switch (state.role()) {
            case STARTUP -> new ProbeStates(Optional.of(state), liveness, readiness, stopping);
            case LIVENESS -> new ProbeStates(startup, Optional.of(state), readiness, stopping);
            case READINESS -> new ProbeStates(startup, liveness, Optional.of(state), stopping);
        };
    }
}
