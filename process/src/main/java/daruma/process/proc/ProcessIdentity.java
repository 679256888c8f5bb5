package daruma.process.proc;

/**
 * Which process, across reuse of its number and across reboots.
 *
 * @param pid as the kernel counts, above 0
 * @param startTicks clock ticks after boot at which it started, field 22 of {@code /proc/pid/stat}; 0 where the system does
 *     not tell
 * @param bootId {@code /proc/sys/kernel/random/boot_id}; empty where the system has none
 */
public record ProcessIdentity(int pid, long startTicks, String bootId) {
    public ProcessIdentity {
        if (pid <= 0) {
            throw new IllegalArgumentException("not a pid: " + pid);
        }
    }

    /** As a record has it, but by hand: the records of a process are compared while its restart waits. */
    @Override
    public boolean equals(Object other) {
        return other instanceof ProcessIdentity(int itsPid, long itsStart, String itsBoot)
                && pid == itsPid
                && startTicks == itsStart
                && bootId.equals(itsBoot);
    }

    @Override
    public int hashCode() {
        return pid * 31 + Long.hashCode(startTicks);
    }
}
