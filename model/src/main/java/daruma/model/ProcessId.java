package daruma.model;

/**
 * Which process, for as long as the machine is up: a pid with the moment it was started.
 *
 * @param pid as the kernel counts, above 1
 * @param startTicks clock ticks after boot at which it started, field 22 of {@code /proc/pid/stat}; 0 where the system
 *     does not tell
 */
public record ProcessId(long pid, long startTicks) {
    public ProcessId {
        if (pid <= 1) {
            throw new Refused("invalid pid " + pid + ": no supervised process has it");
        }
    }
}
