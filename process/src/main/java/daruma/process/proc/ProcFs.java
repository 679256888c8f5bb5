package daruma.process.proc;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Readings of {@code /proc}. A process that vanished while it was read is an empty answer. Where there is no {@code /proc},
 * everything is empty.
 */
public interface ProcFs {
    /** {@code boot_id} of this boot; empty text where the system has none. */
    String bootId();

    /** Clock ticks per second in which CPU times and starts are counted; 100 on every Linux that Daruma runs on. */
    int ticksPerSecond();

    /** The process that has this number now. */
    Optional<ProcessIdentity> identity(int pid);

    /** Its line in {@code /proc/pid/stat}. */
    Optional<Stat> stat(int pid);

    /** Its command line with blanks between the words, at most 4 KiB; its name in brackets if it has none. */
    Optional<String> command(int pid);

    /** All processes that this user may see, read in one pass: some ten microseconds each. */
    Census census();

    /**
     * Sums the tree below these processes, themselves included, by walking their children: costs a few reads for each
     * member and nothing for the rest of the machine. A member that left its parent (double fork) is seen only if an
     * ancestor adopts orphans, as the C shim does.
     */
    TreeReading tree(List<Integer> roots);

    /**
     * Its share of memory, what it has in common with others divided among them. Costs milliseconds for a big process.
     *
     * @return empty also if it is another user's, or the kernel does not tell
     */
    OptionalLong proportionalBytes(int pid);

    /** The descendants of a process, itself left out, parents first; some may be missing while the tree moves. */
    List<Stat> descendants(int root);

    /**
     * The value of a variable in the environment that a process was started with.
     *
     * @return empty also if it is a zombie, another user's, or has written over its environment
     */
    Optional<String> variable(int pid, String name);

    /** TCP ports on which these processes listen, IPv4 and IPv6, ascending, each once. */
    List<Integer> listeningPorts(List<Integer> pids);

    /** All TCP sockets of this machine on which somebody listens, with how many connections wait to be accepted. */
    List<ListenSocket> listenSockets();

    /**
     * Whether one of these processes waits for connections on a TCP port, as far as it can be seen: by epoll, as most programs
     * do that serve many clients. A process that only has the socket does not.
     */
    boolean waitsOn(List<Integer> pids, int port);

    /** How many processes the kernel's out-of-memory killer has ended since the machine was started. */
    OptionalLong oomKills();

    /** Who listens on this TCP port, if it is a process that this user may look into. */
    Optional<PortHolder> portHolder(int port);
}
