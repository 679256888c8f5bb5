package daruma.model;

import java.time.Duration;

/**
 * How the instances of an app are replaced by others, with the names that Docker Swarm has for it.
 *
 * @param parallelism how many are replaced at once, 1 to {@link AppSpec#MAX_REPLICAS}
 * @param delay between one that has become ready and the next
 * @param monitor how long a new one is watched after it has become ready: a death within is a failure of the update
 * @param maxFailureRatio share of the instances that may fail before the update has failed, 0 to 1
 */
public record UpdatePolicy(
        int parallelism,
        Duration delay,
        Order order,
        Duration monitor,
        double maxFailureRatio,
        FailureAction onFailure) {
    public static final UpdatePolicy DEFAULT =
            new UpdatePolicy(1, Duration.ZERO, Order.START_FIRST, Duration.ofSeconds(30), 0, FailureAction.ROLLBACK);

    /** Which of the two comes first, where both can run at once. */
    public enum Order {
        START_FIRST,
        STOP_FIRST
    }

    /** What follows when an update has failed. */
    public enum FailureAction {
        /** What ran before is brought back. */
        ROLLBACK,
        /** The update stands still until somebody decides. */
        PAUSE,
        /** It goes on all the same. */
        CONTINUE
    }

    public UpdatePolicy {
        if (parallelism < 1 || parallelism > AppSpec.MAX_REPLICAS) {
            throw new Refused("the parallelism of an update is " + parallelism + ": use 1 to " + AppSpec.MAX_REPLICAS);
        }
        Durations.requireWithin("the delay of an update", delay, Duration.ZERO, Durations.DAY);
        Durations.requireWithin("the time an update is monitored", monitor, Duration.ZERO, Durations.DAY);
        if (!(maxFailureRatio >= 0 && maxFailureRatio <= 1)) {
            throw new Refused("the failure ratio of an update is " + maxFailureRatio + ": use 0 to 1");
        }
    }
}
