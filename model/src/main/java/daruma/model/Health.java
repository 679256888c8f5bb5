package daruma.model;

import java.time.Duration;
import java.util.Optional;

/**
 * How it is noticed that an instance that is up does not do its work, and how much it may use.
 *
 * @param startup gates the other two; while it has not succeeded the instance is not ready
 * @param liveness a failure is a reason to restart
 * @param readiness a failure takes the instance out of service, no more
 * @param watchdog the program must say within each such span that it lives (sd_notify {@code WATCHDOG=1})
 * @param watchForHangs whether a program that listens and does not accept is suspected and, with a second sign, restarted
 */
public record Health(
        Optional<Probe> startup,
        Optional<Probe> liveness,
        Optional<Probe> readiness,
        Optional<Duration> watchdog,
        boolean watchForHangs,
        Limits limits,
        Recycling recycling,
        Evidence evidence) {
    public static final Health DEFAULT = new Health(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            true,
            Limits.NONE,
            Recycling.NEVER,
            Evidence.DEFAULT);

    public Health {
        requireSingleSuccess("startup", startup);
        requireSingleSuccess("liveness", liveness);
        watchdog.ifPresent(
                span -> Durations.requireWithin("the watchdog", span, Duration.ofMillis(100), Durations.DAY));
    }

    public Health withStartup(Probe probe) {
        return new Health(
                Optional.of(probe), liveness, readiness, watchdog, watchForHangs, limits, recycling, evidence);
    }

    public Health withLiveness(Probe probe) {
        return new Health(startup, Optional.of(probe), readiness, watchdog, watchForHangs, limits, recycling, evidence);
    }

    public Health withReadiness(Probe probe) {
        return new Health(startup, liveness, Optional.of(probe), watchdog, watchForHangs, limits, recycling, evidence);
    }

    public Health withWatchdog(Duration span) {
        return new Health(startup, liveness, readiness, Optional.of(span), watchForHangs, limits, recycling, evidence);
    }

    public Health withLimits(Limits newLimits) {
        return new Health(startup, liveness, readiness, watchdog, watchForHangs, newLimits, recycling, evidence);
    }

    public Health withRecycling(Recycling newRecycling) {
        return new Health(startup, liveness, readiness, watchdog, watchForHangs, limits, newRecycling, evidence);
    }

    public Health withEvidence(Evidence newEvidence) {
        return new Health(startup, liveness, readiness, watchdog, watchForHangs, limits, recycling, newEvidence);
    }

    private static void requireSingleSuccess(String which, Optional<Probe> probe) {
        if (probe.isPresent() && probe.get().successThreshold() != 1) {
            throw new Refused("the success threshold of the " + which + " probe is "
                    + probe.get().successThreshold() + ": it must be 1");
        }
    }
}
