package daruma.process.proc;

/** Who listens on a port. */
public record PortHolder(int port, int pid, String command) {}
