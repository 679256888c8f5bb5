package daruma.model.traffic;

import daruma.model.Incarnation;
import java.time.Duration;
import java.util.Optional;

/**
 * What the balancer has seen of an endpoint since it knows it.
 *
 * @param requests that were sent to it, tries counted one by one (TCP: connections)
 * @param inFlight of them, not finished yet
 * @param connections that are open to it, idle ones included
 * @param connectFailures connections that it refused or did not accept in time
 * @param resets requests it left without a complete answer
 * @param timeouts requests that it did not answer in time
 * @param serverErrors answers of 500 to 599
 * @param ejectedFor how much longer it is passed over for what it did; empty: it is not
 * @param ejections how often it was
 * @param bytesIn towards it, of HTTP without heads
 * @param bytesOut from it, likewise
 */
public record EndpointFigures(
        Incarnation incarnation,
        Address address,
        EndpointState state,
        long requests,
        int inFlight,
        int connections,
        long connectFailures,
        long resets,
        long timeouts,
        long serverErrors,
        Optional<Duration> ejectedFor,
        long ejections,
        long bytesIn,
        long bytesOut,
        Latency latency) {}
