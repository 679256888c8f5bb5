package daruma.model;

import java.time.Duration;

/**
 * How long to wait before the next try after a death.
 *
 * @param first before the first restart; zero: at once
 * @param initial before the second
 * @param factor by which each further wait grows, 1 or more
 * @param max the longest wait
 * @param jitter share of the wait, 0 to 0.9, by which it is randomly lengthened or shortened so that many do not come
 *     back in step
 * @param reset how long an instance must have been ready for the waits to start over; at least twice the last wait is
 *     asked for whatever stands here
 */
public record Backoff(Duration first, Duration initial, double factor, Duration max, double jitter, Duration reset) {
    public static final Backoff DEFAULT = new Backoff(
            Duration.ZERO, Duration.ofMillis(200), 2.0, Duration.ofSeconds(30), 0.2, Duration.ofSeconds(60));

    public Backoff {
        Durations.requireWithin("backoff.first", first, Duration.ZERO, Durations.DAY);
        Durations.requireWithin("backoff.initial", initial, Duration.ofMillis(1), Durations.DAY);
        Durations.requireWithin("backoff.max", max, Duration.ofMillis(1), Durations.DAY);
        Durations.requireWithin("backoff.reset", reset, Duration.ZERO, Durations.DAY);
        if (!(factor >= 1.0 && factor <= 100.0)) {
            throw new Refused("backoff.factor is " + factor + ": use a number from 1 to 100");
        }
        if (!(jitter >= 0.0 && jitter <= 0.9)) {
            throw new Refused("backoff.jitter is " + jitter + ": use a number from 0 to 0.9");
        }
    }
}
