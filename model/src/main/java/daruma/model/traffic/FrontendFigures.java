package daruma.model.traffic;

import daruma.model.AppName;
import java.util.List;

/**
 * What the balancer has seen at a frontend since it opened it.
 *
 * @param requests that were understood, answered or not (TCP: connections)
 * @param inFlight of them, not finished yet
 * @param connections of clients that are open
 * @param accepted connections of clients ever
 * @param waiting requests that wait for an endpoint now
 * @param malformed requests that were refused for what they were
 * @param unavailable requests for which there was no endpoint (503)
 * @param failed requests that an endpoint left without an answer (502), retries included
 * @param timedOut requests that were not answered in time (504)
 * @param cut answers that broke off in the middle
 * @param gone requests whose client did not wait for the answer
 * @param retries requests that were sent once more
 * @param failOpen whether so many endpoints are sick that the sick ones are used, too
 * @param latency from the head of a request to the end of its answer
 */
public record FrontendFigures(
        AppName app,
        Address listen,
        long requests,
        int inFlight,
        int connections,
        long accepted,
        int waiting,
        long malformed,
        long unavailable,
        long failed,
        long timedOut,
        long cut,
        long gone,
        long retries,
        boolean failOpen,
        Latency latency,
        List<EndpointFigures> endpoints) {
    public FrontendFigures {
        endpoints = List.copyOf(endpoints);
    }
}
