package daruma.process.proc.linux;

import daruma.process.proc.ListenSocket;
import java.util.List;
import java.util.Optional;

/** All listening TCP sockets of the machine, or rather of our network namespace. */
@FunctionalInterface
public interface ListenTable {
    /** Reads them; empty if this way of reading does not work here. */
    Optional<List<ListenSocket>> read();
}
