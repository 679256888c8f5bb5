package daruma.process.proc;

/**
 * A TCP socket on which somebody listens.
 *
 * @param inode by which it is found among a process's descriptors
 * @param port 1 to 65535
 * @param waiting connections that are established and not accepted yet
 */
public record ListenSocket(long inode, int port, int waiting) {}
