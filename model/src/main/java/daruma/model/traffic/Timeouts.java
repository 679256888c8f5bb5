package daruma.model.traffic;

import daruma.model.Durations;
import java.time.Duration;

/**
 * How long is waited.
 *
 * @param connect for an endpoint to accept a connection; 10 ms to 1 min
 * @param response from the end of a request to the head of its answer, and then between any two pieces of it; 10 ms to 1 day
 * @param idle for a client that keeps its connection, and for both sides of one that only passes through; 100 ms to 1 day
 * @param endpoint for one that may be chosen, when there is none; 0 to 1 min
 */
public record Timeouts(Duration connect, Duration response, Duration idle, Duration endpoint) {
    public static final Timeouts DEFAULT =
            new Timeouts(Duration.ofSeconds(2), Duration.ofSeconds(60), Duration.ofSeconds(75), Duration.ofSeconds(10));

    public Timeouts {
        Durations.requireWithin("the connect timeout", connect, Duration.ofMillis(10), Duration.ofMinutes(1));
        Durations.requireWithin("the response timeout", response, Duration.ofMillis(10), Durations.DAY);
        Durations.requireWithin("the idle timeout", idle, Duration.ofMillis(100), Durations.DAY);
        Durations.requireWithin("the wait for an endpoint", endpoint, Duration.ZERO, Duration.ofMinutes(1));
    }
}
