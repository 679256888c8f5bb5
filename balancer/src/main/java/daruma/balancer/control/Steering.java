package daruma.balancer.control;

import daruma.model.Incarnation;
import daruma.model.traffic.TrafficFigures;
import daruma.model.traffic.TrafficTable;

/** What can be asked of the balancer. For any thread; may block for as long as a disk and a holder take. */
public interface Steering {
    /**
     * Puts a table in force, all of it or nothing.
     *
     * @throws NotApplied if it is not in force now, or not written down
     */
    void apply(TrafficTable table) throws NotApplied;

    TrafficTable table();

    TrafficFigures figures();

    /** Requests and connections under way at an endpoint, at all frontends; 0 if it is not known. */
    int inFlight(Incarnation incarnation);
}
