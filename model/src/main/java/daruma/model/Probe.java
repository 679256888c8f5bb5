package daruma.model;

import java.time.Duration;
import java.util.Optional;

/**
 * A check that is made again and again; names and semantics are those of Kubernetes.
 *
 * @param initialDelay from the launch to the first check, 0 and more
 * @param period from one check to the next, 10 ms to a day
 * @param timeout after which a check counts as failed
 * @param successThreshold how many successes in a row count; 1 for startup and liveness
 * @param failureThreshold how many failures in a row count
 * @param grace replaces the grace period of the app when this probe is the reason to stop
 */
public record Probe(
        ProbeCheck check,
        Duration initialDelay,
        Duration period,
        Duration timeout,
        int successThreshold,
        int failureThreshold,
        Optional<Duration> grace) {

    public Probe {
        Durations.requireWithin("the initial delay of a probe", initialDelay, Duration.ZERO, Durations.DAY);
        Durations.requireWithin("the period of a probe", period, Duration.ofMillis(10), Durations.DAY);
        Durations.requireWithin("the timeout of a probe", timeout, Duration.ofMillis(1), Durations.DAY);
        grace.ifPresent(it -> Durations.requireWithin("the grace period of a probe", it, Duration.ZERO, Durations.DAY));
        if (successThreshold < 1 || failureThreshold < 1) {
            throw new Refused(
                    "the threshold of a probe is " + Math.min(successThreshold, failureThreshold) + ": use 1 or more");
        }
    }

    /** Every 10 s, for 1 s at most; one success or three failures in a row count. */
    public static Probe of(ProbeCheck check) {
        return new Probe(check, Duration.ZERO, Duration.ofSeconds(10), Duration.ofSeconds(1), 1, 3, Optional.empty());
    }

    /** How long failures take at most until they count, from the first check that fails. */
    public Duration patience() {
        return period.multipliedBy(failureThreshold - 1L).plus(timeout);
    }
}
