package daruma.model.traffic;

import daruma.model.Incarnation;
import daruma.model.Refused;

/**
 * One process that serves an app.
 *
 * @param incarnation what is remembered of an endpoint ends with it
 * @param weight its share beside the others: 1 to 1000
 */
public record Endpoint(Incarnation incarnation, Address address, EndpointState state, int weight) {
    public static final int USUAL_WEIGHT = 100;

    public Endpoint {
        if (weight < 1 || weight > 1_000) {
            throw new Refused("the weight of " + incarnation + " is " + weight + ": use 1 to 1000");
        }
        if (address.host().equals(Address.EVERY) || address.host().equals("0.0.0.0")) {
            throw new Refused(
                    "the address of " + incarnation + " is " + address + ": one can listen there, not connect");
        }
    }

    public Endpoint(Incarnation incarnation, Address address, EndpointState state) {
        this(incarnation, address, state, USUAL_WEIGHT);
    }

    public Endpoint withState(EndpointState newState) {
        return new Endpoint(incarnation, address, newState, weight);
    }
}
