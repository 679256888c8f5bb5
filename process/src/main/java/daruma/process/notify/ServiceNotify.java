package daruma.process.notify;

import daruma.process.sys.Flags;
import daruma.process.sys.LibC;
import daruma.process.sys.Memory;
import daruma.process.sys.UnixAddress;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What we tell the service manager that keeps us up, through {@code $NOTIFY_SOCKET}. */
public final class ServiceNotify {
    private final Optional<String> socket;

    private ServiceNotify(@Nullable String socket) {
        this.socket = Optional.ofNullable(socket).filter(s -> s.startsWith("/") || s.startsWith("@"));
    }

    /** To whom the environment says. */
    public static ServiceNotify fromEnvironment() {
        return new ServiceNotify(System.getenv("NOTIFY_SOCKET"));
    }

    /**
     * To this socket.
     *
     * @param socket a path, or {@code @} and a name in the abstract namespace
     */
    public static ServiceNotify to(String socket) {
        return new ServiceNotify(socket);
    }

    /** Whether anybody listens. */
    public boolean enabled() {
        return socket.isPresent();
    }

    /**
     * Sends a datagram; never blocks.
     *
     * @param lines such as {@code READY=1}
     * @return whether it was taken; false too if nobody listens
     */
    public boolean send(String... lines) {
        var address = socket.flatMap(UnixAddress::of);
        if (address.isEmpty()) {
            return false;
        }
        int fd = LibC.socket(Flags.AF_UNIX, Flags.SOCK_DGRAM | Flags.SOCK_CLOEXEC | Flags.SOCK_NONBLOCK, 0);
        if (fd < 0) {
            return false;
        }
        var bytes = String.join("\n", lines).getBytes(StandardCharsets.UTF_8);
        var text = Memory.of(Math.max(1, bytes.length)).put(0, bytes, 0, bytes.length);
        var to = address.get();
        long sent = LibC.sendto(
                fd,
                text.address(),
                bytes.length,
                Flags.MSG_NOSIGNAL,
                to.memory().address(),
                to.length());
        LibC.close(fd);
        text.keep();
        to.memory().keep();
        return sent == bytes.length;
    }
}
