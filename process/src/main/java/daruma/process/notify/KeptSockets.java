package daruma.process.notify;

import daruma.process.host.InheritedSocket;
import daruma.process.sys.Errno;
import daruma.process.sys.Flags;
import daruma.process.sys.LibC;
import daruma.process.sys.Memory;
import daruma.process.sys.UnixAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The two sockets of a daemon, opened before it and kept over its death by whoever keeps the daemon up, so that nobody is
 * refused and nothing that is said is lost while it is away. A holder shim hands them over from the start; systemd is given
 * them by the first daemon, for its store of descriptors, and hands them to every later one.
 *
 * @see <a href="https://systemd.io/FILE_DESCRIPTOR_STORE/">the file descriptor store</a>
 */
public final class KeptSockets {
    /** Which of a holder's sockets, after the control socket. */
    private static final int NOTIFY_OF_HOLDER = 1;

    private static final String CONTROL = "daruma-control";
    private static final String NOTIFY = "daruma-notify";
    private static final int BACKLOG = 4096;

    private KeptSockets() {}

    /**
     * Takes over what is handed down, or makes the sockets and hands them to a service manager that listens. Afterwards the
     * control socket, if it is kept, is descriptor 0, where {@code System.inheritedChannel()} finds it. To be called once,
     * by the only daemon of the home: what lies in the place of a socket is replaced.
     *
     * @return the descriptor of the socket on which apps say how they are; empty if nobody keeps it
     * @throws IOException if a socket cannot be made; then none is kept, and the daemon can make its own
     */
    public static OptionalInt take(ServiceNotify manager, Path control, Path notify) throws IOException {
        var inherited = InheritedSocket.adopt();
        var known = inherited.stream().filter(s -> s.name().equals(CONTROL)).findFirst();
        if (!manager.enabled() || (known.isEmpty() && !inherited.isEmpty())) {
            return inherited.size() > NOTIFY_OF_HOLDER
                    ? OptionalInt.of(inherited.get(NOTIFY_OF_HOLDER).descriptor())
                    : OptionalInt.empty();
        }
        var said = inherited.stream().filter(s -> s.name().equals(NOTIFY)).findFirst();
        int answering = kept(manager, known, CONTROL, control, Flags.SOCK_STREAM);
        int hearing = kept(manager, said, NOTIFY, notify, Flags.SOCK_DGRAM);
        require(LibC.dup3(answering, 0, 0), "make the control socket descriptor 0");
        LibC.close(answering);
        return OptionalInt.of(hearing);
    }

    private static int kept(
            ServiceNotify manager, Optional<InheritedSocket> handedBack, String name, Path path, int type)
            throws IOException {
        // Without its file nobody finds it: somebody has cleaned up since.
        if (handedBack.isPresent() && Files.exists(path)) {
            return handedBack.get().descriptor();
        }
        if (handedBack.isPresent()) {
            manager.send("FDSTOREREMOVE=1", "FDNAME=" + name);
            LibC.close(handedBack.get().descriptor());
        }
        int fd = open(path, type);
        // FDPOLL: systemd would drop a socket from its store at the first sign of an error on it.
        manager.sendDescriptor(fd, "FDSTORE=1", "FDNAME=" + name, "FDPOLL=0");
        return fd;
    }

    private static int open(Path path, int type) throws IOException {
        var address = UnixAddress.of(path.toString())
                .orElseThrow(() -> new IOException("cannot listen on " + path + ": the path is longer than 107 bytes"));
        int fd = LibC.socket(Flags.AF_UNIX, type | Flags.SOCK_CLOEXEC, 0);
        require(fd, "make a socket for " + path);
        try {
            Files.deleteIfExists(path); // of a daemon that is gone: the home is ours
            require(LibC.bind(fd, address.memory().address(), address.length()), "bind " + path);
            address.memory().keep();
            var name = Memory.text(path.toString());
            require(LibC.chmod(name.address(), 0600), "make " + path + " private");
            name.keep();
            if (type == Flags.SOCK_STREAM) {
                require(LibC.listen(fd, BACKLOG), "listen on " + path);
            }
            return fd;
        } catch (IOException e) {
            LibC.close(fd);
            throw e;
        }
    }

    private static void require(int result, String what) throws IOException {
        if (result < 0) {
            throw new IOException(
                    "cannot " + what + ": " + (result == -Errno.EACCES ? "no right to" : "errno " + -result));
        }
    }
}
