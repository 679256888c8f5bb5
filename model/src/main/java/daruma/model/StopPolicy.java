package daruma.model;

import java.time.Duration;

/**
 * How an instance is asked to end.
 *
 * @param signal sent to the whole tree, followed by SIGCONT so that stopped processes hear it
 * @param grace how long it may take before the tree is killed
 */
public record StopPolicy(Signal signal, Duration grace) {
    public static final StopPolicy DEFAULT = new StopPolicy(Signal.SIGTERM, Duration.ofSeconds(10));

    public StopPolicy {
        Durations.requireWithin("the time to stop", grace, Duration.ZERO, Durations.DAY);
        if (signal == Signal.SIGSTOP || signal == Signal.SIGCONT || signal == Signal.SIGCHLD) {
            throw new Refused(signal + " does not end a process: use SIGTERM, SIGINT or SIGQUIT");
        }
    }
}
