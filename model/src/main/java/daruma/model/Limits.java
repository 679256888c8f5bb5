package daruma.model;

import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * How much the whole tree of an instance may use. Empty: as much as there is.
 *
 * @param memoryBytes resident memory; above it the instance is restarted
 * @param cpuPercent of one core; more is held back where the system can, never a reason to restart
 * @param tasks processes and threads; above it the instance is restarted where the system cannot hold them back
 */
public record Limits(OptionalLong memoryBytes, OptionalInt cpuPercent, OptionalInt tasks) {
    public static final Limits NONE = new Limits(OptionalLong.empty(), OptionalInt.empty(), OptionalInt.empty());

    private static final long LEAST_MEMORY = 1 << 20;

    public Limits {
        if (memoryBytes.isPresent() && memoryBytes.getAsLong() < LEAST_MEMORY) {
            throw new Refused("the memory limit is " + memoryBytes.getAsLong() + " bytes: use 1 MiB or more");
        }
        if (cpuPercent.isPresent() && cpuPercent.getAsInt() < 1) {
            throw new Refused("the CPU limit is " + cpuPercent.getAsInt() + " % of a core: use 1 or more");
        }
        if (tasks.isPresent() && tasks.getAsInt() < 1) {
            throw new Refused("the limit of tasks is " + tasks.getAsInt() + ": use 1 or more");
        }
    }
}
