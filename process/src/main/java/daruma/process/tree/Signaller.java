package daruma.process.tree;

/** Sends signals to exactly the process that is meant. */
public interface Signaller {
    /**
     * Sends a signal to one process.
     *
     * @param startTicks of the process that is meant; another process with its number is never signalled
     * @return whether it was there to be signalled
     */
    boolean send(int pid, long startTicks, int signal);
}
