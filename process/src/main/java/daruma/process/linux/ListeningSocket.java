package daruma.process.linux;

import daruma.process.socket.SocketRefused;
import daruma.process.sys.Errno;
import daruma.process.sys.Flags;
import daruma.process.sys.LibC;
import daruma.process.sys.Memory;
import java.io.File;
import java.util.OptionalInt;

/** A TCP socket by its descriptor: on every address, of IPv6 and IPv4. */
final class ListeningSocket {
    /** The kernel takes less where {@code net.core.somaxconn} is less. */
    private static final int BACKLOG = 4096;
    /** {@code struct sockaddr_in6}; that of IPv4 is shorter, with family and port in the same places. */
    private static final int ADDRESS = 28;

    private ListeningSocket() {}

    /**
     * Opens one, which no program inherits by accident.
     *
     * @throws SocketRefused if it cannot be had
     */
    static int open(int port) throws SocketRefused {
        int fd = open(port, Flags.AF_INET6, ADDRESS);
        if (fd == -Errno.EAFNOSUPPORT || fd == -Errno.EADDRNOTAVAIL) {
            fd = open(port, Flags.AF_INET, 16); // a machine without IPv6
        }
        if (fd < 0) {
            throw new SocketRefused(port, -fd);
        }
        return fd;
    }

    private static int open(int port, int family, int addressLength) {
        int fd = LibC.socket(family, Flags.SOCK_STREAM | Flags.SOCK_CLOEXEC, 0);
        if (fd < 0) {
            return fd;
        }
        var on = Memory.of(8).putInt(0, 1);
        var address = Memory.of(ADDRESS).putShort(0, family).putShort(2, Short.reverseBytes((short) port));
        LibC.setsockopt(fd, Flags.SOL_SOCKET, Flags.SO_REUSEADDR, on.address(), 4);
        if (family == Flags.AF_INET6) {
            LibC.setsockopt(fd, Flags.IPPROTO_IPV6, Flags.IPV6_V6ONLY, on.address() + 4, 4);
        }
        int failed = LibC.bind(fd, address.address(), addressLength);
        if (failed >= 0) {
            failed = listen(fd);
        }
        on.keep();
        address.keep();
        if (failed < 0) {
            LibC.close(fd);
            return failed;
        }
        return fd;
    }

    /**
     * Gives it our backlog. A program that takes a listening socket often calls listen(2) on it, with a backlog of its own
     * for all who share it; and after one that has shut it down nobody listens any more.
     */
    static int listen(int fd) {
        return LibC.listen(fd, BACKLOG);
    }

    /** The port on which a descriptor of ours listens; empty: it is no such socket. */
    static OptionalInt port(int fd) {
        var value = Memory.of(40).putInt(4, 4).putInt(8, ADDRESS);
        int asked = LibC.getsockopt(fd, Flags.SOL_SOCKET, Flags.SO_ACCEPTCONN, value.address(), value.address() + 4);
        boolean listens = asked >= 0 && value.getInt(0) == 1;
        int named = LibC.getsockname(fd, value.address() + 12, value.address() + 8);
        int family = value.getShort(12);
        int port = Short.toUnsignedInt(Short.reverseBytes(value.getShort(14)));
        value.keep();
        return listens && named >= 0 && (family == Flags.AF_INET || family == Flags.AF_INET6)
                ? OptionalInt.of(port)
                : OptionalInt.empty();
    }

    /**
     * Gets a socket back from a process that has it.
     *
     * @return a descriptor of ours; empty if it has none, the kernel cannot do it (before 5.6) or may not let us: it asks for
     *     what a debugger is asked for
     */
    static OptionalInt from(int pid, int port) {
        var descriptors = new File("/proc/" + pid + "/fd").list();
        int pidfd = LibC.pidfd_open(pid, 0);
        if (pidfd < 0 || descriptors == null) {
            return OptionalInt.empty();
        }
        try {
            for (var name : descriptors) {
                int fd = LibC.pidfd_getfd(pidfd, Integer.parseInt(name), 0); // close-on-exec, as always
                if (fd >= 0 && port(fd).equals(OptionalInt.of(port))) {
                    return OptionalInt.of(fd);
                }
                if (fd >= 0) {
                    LibC.close(fd);
                }
            }
            return OptionalInt.empty();
        } finally {
            LibC.close(pidfd);
        }
    }
}
