package daruma.model.traffic;

import daruma.model.Refused;
import java.util.OptionalInt;

/**
 * How much is let in.
 *
 * @param perEndpoint requests (TCP: connections) under way at one endpoint; empty: as many as come
 * @param waiting requests that wait for an endpoint, all together; one more is refused
 * @param clients connections of clients; more wait in the backlog of the socket
 */
public record Capacity(OptionalInt perEndpoint, int waiting, int clients) {
    public static final Capacity DEFAULT = new Capacity(OptionalInt.empty(), 1_024, 50_000);

    public Capacity {
        if (perEndpoint.isPresent() && perEndpoint.getAsInt() < 1) {
            throw new Refused("the limit of requests at an endpoint is " + perEndpoint.getAsInt() + ": use 1 or more");
        }
        if (waiting < 0 || waiting > 1_000_000) {
            throw new Refused("the limit of waiting requests is " + waiting + ": use 0 to 1000000");
        }
        if (clients < 1) {
            throw new Refused("the limit of client connections is " + clients + ": use 1 or more");
        }
    }
}
