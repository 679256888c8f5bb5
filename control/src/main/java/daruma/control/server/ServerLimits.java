package daruma.control.server;

import daruma.control.varlink.Framing;

/**
 * How much of the daemon its clients may take.
 *
 * @param connections at a time; one more is told so and closed
 * @param messageBytes of one call
 * @param heldBytes of calls that are still coming in, over all connections
 * @param values JSON values in one call
 * @param outboxBytes about so much waits for a slow reader of a stream before the oldest is dropped
 * @param hardOutboxBytes about so much of what may not be dropped waits before the reader is cut off
 * @param threads that run calls; they end when there is nothing to do
 */
public record ServerLimits(
        int connections,
        int messageBytes,
        int heldBytes,
        int values,
        int outboxBytes,
        int hardOutboxBytes,
        int threads) {
    public static final ServerLimits DEFAULT =
            new ServerLimits(1_024, Framing.MAX_MESSAGE, 16 << 20, 250_000, 512 << 10, 32 << 20, 3);

    public ServerLimits withConnections(int newConnections) {
        return new ServerLimits(newConnections, messageBytes, heldBytes, values, outboxBytes, hardOutboxBytes, threads);
    }
}
