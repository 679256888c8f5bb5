package daruma.model.traffic;

import java.time.Duration;

/**
 * How long something took; quantiles are right to one part in eight.
 *
 * @param count of what was measured
 */
public record Latency(long count, Duration p50, Duration p90, Duration p99, Duration max) {
    public static final Latency NONE = new Latency(0, Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO);
}
