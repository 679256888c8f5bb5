package daruma.incidents.gather;

/** Sends signals to exactly the process that is meant. */
@FunctionalInterface
public interface Signals {
    /**
     * Sends a signal to one process.
     *
     * @param startTicks of the process that is meant
     * @return whether it was there
     */
    boolean send(int pid, long startTicks, int signal);
}
