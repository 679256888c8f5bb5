package daruma.supervisor.loop;

import daruma.supervisor.lifecycle.Action;
import daruma.supervisor.lifecycle.InstanceEvent;

/**
 * Who keeps what tells why something went wrong. Called by the loop's thread only; nothing here may block or throw.
 *
 * <p>While {@code request.process()} is present the instance waits for {@link InstanceEvent.Gathered}, for two seconds at
 * most, before it is asked to end: whoever is done earlier should say so at once, also if there was nothing to be had. After
 * a death nothing waits; the answer may be left out. Requests can come as often as programs die: their number must be
 * bounded here.
 */
public interface EvidenceGathering {
    void gather(Action.Gather request);
}
