package daruma.probes;

import daruma.model.Incarnation;
import daruma.probes.readiness.ProcessReadiness;
import daruma.supervisor.lifecycle.Action;
import daruma.supervisor.loop.HealthWatch;

/** Whoever has to do with a program from its launch, or its adoption, to its end. */
public record Attendance(HealthWatch health, ProcessReadiness readiness) implements HealthWatch {
    @Override
    public void watch(Action.WatchHealth request) {
        readiness.present(request.incarnation(), request.readiness().rule());
        health.watch(request);
    }

    @Override
    public void ending(Incarnation incarnation) {
        health.ending(incarnation);
    }

    @Override
    public void forget(Incarnation incarnation) {
        readiness.gone(incarnation);
        health.forget(incarnation);
    }
}
