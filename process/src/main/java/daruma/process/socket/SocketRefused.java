package daruma.process.socket;

import daruma.process.sys.Errno;
import java.io.IOException;

/** That a port cannot be listened on. */
public final class SocketRefused extends IOException {
    private static final long serialVersionUID = 1L;

    private final int errno;

    /** @param errno as the kernel says it */
    public SocketRefused(int port, int errno) {
        super("cannot listen on port " + port + ": "
                + switch (errno) {
                    case Errno.EADDRINUSE -> "it is in use";
                    case Errno.EACCES -> "this user may not use it";
                    default -> "errno " + errno;
                });
        this.errno = errno;
    }

    /** Whether somebody else listens there. */
    public boolean inUse() {
        return errno == Errno.EADDRINUSE;
    }

    /** Whether the user of this process may not listen there; ports below 1024 are privileged on most machines. */
    public boolean notPermitted() {
        return errno == Errno.EACCES;
    }

    /** As the kernel says it. */
    public int errno() {
        return errno;
    }
}
