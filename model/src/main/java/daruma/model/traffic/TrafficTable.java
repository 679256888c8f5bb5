package daruma.model.traffic;

import daruma.model.Refused;
import java.util.HashSet;
import java.util.List;

/**
 * All that the balancer is to serve. It is applied as a whole: what is not in it is served no more.
 *
 * @param revision grows with each table; only told back, so that the daemon knows which one is in force
 */
public record TrafficTable(long revision, List<Route> routes) {
    public static final TrafficTable EMPTY = new TrafficTable(0, List.of());

    public TrafficTable {
        routes = List.copyOf(routes);
        var listening = new HashSet<Address>();
        for (var route : routes) {
            if (!listening.add(route.frontend().listen())) {
                throw new Refused(
                        "two apps cannot listen on " + route.frontend().listen() + ": the second is \""
                                + route.frontend().app() + "\"");
            }
        }
    }
}
