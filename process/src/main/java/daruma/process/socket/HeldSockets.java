package daruma.process.socket;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The listening sockets of a home, one for each port. This process has each of them, to hand it to programs without asking
 * anybody; a holder, a process that does nothing else, has each of them, too, so that they outlive this process. If either of
 * the two ends, the other gives it back what it had.
 *
 * <p>Nothing here waits for the holder but {@link #settle} and, for a port that has just been released, {@link #descriptor}.
 * Safe for use by many threads.
 */
public interface HeldSockets extends AutoCloseable {
    /** Ports whose sockets are held. */
    Set<Integer> ports();

    boolean holds(int port);

    /** The process that keeps the sockets; 0 while there is none. */
    int holderPid();

    /**
     * The socket of a port, opened if it is not held yet: on every address, of IPv6 and IPv4. It accepts connections from then
     * on, whoever takes them off it.
     *
     * @return a descriptor of this process, valid until {@link #release}; not inheritable
     * @throws SocketRefused if it cannot be opened
     */
    int descriptor(int port) throws SocketRefused;

    /**
     * Whether this process could open it now, had it not got it already.
     *
     * @return why not; empty: it can, or has
     */
    Optional<SocketRefused> obstacle(int port);

    /** Lets a port go. It is free when the programs that have its socket are gone, too, and the holder has {@link #settle}d. */
    void release(int port);

    /**
     * Gets the socket of a port back from a program that was given it, when neither this process nor a holder has it.
     *
     * @return whether it is held now
     */
    boolean rescue(int port, List<Integer> pids);

    /**
     * Waits until the holder has heard of everything that was asked before.
     *
     * @return false: it has not within this time
     */
    boolean settle(Duration patience);

    /** Ends the talk with the holder. What it keeps, it keeps. */
    @Override
    void close();
}
