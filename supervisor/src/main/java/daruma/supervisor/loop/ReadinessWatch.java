package daruma.supervisor.loop;

import daruma.model.Incarnation;
import daruma.supervisor.lifecycle.Action;
import daruma.supervisor.lifecycle.InstanceEvent;

/**
 * Who looks whether a started program is ready. Called by the loop's thread only; nothing here may block or throw.
 *
 * <p>Answers by {@link InstanceEvent.BecameReady}, and may do so again if it finds a port later. The start deadline is not
 * its business.
 */
public interface ReadinessWatch {
    /** Begins to look. What counts is in {@code request.readiness()}; a settle time counts from {@code launchedAt}. */
    void watch(Action.WatchReadiness request);

    /** Looks no more. Nothing happens if it does not. */
    void forget(Incarnation incarnation);
}
