package daruma.model;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What is known of one instance.
 *
 * @param incarnation number of the present or last launch; 0 if it was never launched
 * @param process the main one of its tree; present while it runs
 * @param restarts how often it was started again since the app was started or its count was reset
 * @param startedAt launch of the present incarnation; empty while it is down
 * @param readyAt when the present incarnation became ready
 * @param nextTryAt when the next launch is due, while backing off
 * @param port on which it was found to listen
 * @param usage the last reading, while it runs
 * @param reason one line for people on why it is in this status; empty where the status says it all
 * @param notice a degradation that people should know of, such as a lost shim
 * @param says what the program says of itself, if it does
 */
public record InstanceStatus(
        InstanceId id,
        StatusWord status,
        long incarnation,
        Optional<ProcessId> process,
        boolean ready,
        int restarts,
        Optional<Instant> startedAt,
        Optional<Instant> readyAt,
        Optional<Instant> nextTryAt,
        OptionalInt port,
        Optional<Usage> usage,
        Optional<LastExit> lastExit,
        Optional<String> reason,
        Optional<String> notice,
        Optional<String> says) {

    /**
     * What the whole tree of an instance uses.
     *
     * @param cpuPercent of one core, over the time since the reading before
     * @param memoryBytes resident, shared pages counted in each process
     * @param processes how many there are in the tree
     * @param at when it was read
     */
    public record Usage(double cpuPercent, long memoryBytes, int processes, Instant at) {}
}
