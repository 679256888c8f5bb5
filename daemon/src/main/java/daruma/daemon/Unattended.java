package daruma.daemon;

import daruma.model.Incarnation;
import daruma.supervisor.lifecycle.Action;
import daruma.supervisor.lifecycle.InstanceEvent;
import daruma.supervisor.loop.EvidenceGathering;
import daruma.supervisor.loop.HealthWatch;
import java.util.function.Consumer;

/** Nobody looks after health, and nothing is gathered. */
record Unattended(Consumer<InstanceEvent.About> news) implements HealthWatch, EvidenceGathering {
    @Override
    public void watch(Action.WatchHealth request) {}

    @Override
    public void ending(Incarnation incarnation) {}

    @Override
    public void forget(Incarnation incarnation) {}

    @Override
    public void gather(Action.Gather request) {
        if (request.process().isPresent()) {
            news.accept(new InstanceEvent.Gathered(request.incarnation()));
        }
    }
}
