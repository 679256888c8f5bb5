package daruma.supervisor.loop;

import daruma.model.Incarnation;
import daruma.supervisor.lifecycle.InstanceEvent;

/**
 * Who passes requests on to instances. Called by the loop's thread only; nothing here may block or throw. Who is ready it
 * learns from what is published.
 */
@FunctionalInterface
public interface TrafficPort {
    /**
     * Passes nothing on to it any more. Answered by {@link InstanceEvent.Drained} when nothing is under way, or at once if
     * nobody can tell; the instance waits for it for its grace period at most.
     */
    void drain(Incarnation incarnation);
}
