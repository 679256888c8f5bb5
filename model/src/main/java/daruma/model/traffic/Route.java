package daruma.model.traffic;

import daruma.model.Refused;
import java.util.HashSet;
import java.util.List;

/**
 * Where connections come in, and who may take them.
 *
 * @param endpoints each incarnation and address once
 */
public record Route(Frontend frontend, List<Endpoint> endpoints) {
    public Route {
        endpoints = List.copyOf(endpoints);
        var known = new HashSet<Address>();
        var incarnations = new HashSet<Object>();
        for (var endpoint : endpoints) {
            if (!incarnations.add(endpoint.incarnation())) {
                throw new Refused(endpoint.incarnation() + " stands twice among the endpoints of " + frontend.listen());
            }
            if (endpoint.state() != EndpointState.DOWN && !known.add(endpoint.address())) {
                throw new Refused("two endpoints of " + frontend.listen() + " have the address " + endpoint.address());
            }
            if (endpoint.address().equals(frontend.listen())) {
                throw new Refused(endpoint.incarnation() + " has the address " + endpoint.address() + " that \""
                        + frontend.app() + "\" is published at: the balancer would call itself");
            }
        }
    }
}
