package daruma.process.notify;

import daruma.process.sys.Flags;
import daruma.process.sys.LibC;
import daruma.process.sys.Memory;
import daruma.process.sys.UnixAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What we tell the service manager that keeps us up, through {@code $NOTIFY_SOCKET}. */
public final class ServiceNotify {
    private static final int MSGHDR = 56;
    private static final int NO_DESCRIPTOR = -1;

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
        return send(List.of(lines), NO_DESCRIPTOR);
    }

    /**
     * As {@link #send}, with a descriptor of ours, as {@code FDSTORE=1} hands one over.
     *
     * @return whether it was taken; the descriptor stays open here in any case
     */
    public boolean sendDescriptor(int descriptor, String... lines) {
        return send(List.of(lines), descriptor);
    }

    private boolean send(List<String> lines, int descriptor) {
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
        var vector = Memory.of(16).putLong(0, text.address()).putLong(8, bytes.length);
        var control = rights(descriptor);
        // struct msghdr: name, its length, vector, how many, control, its length, flags.
        var message = Memory.of(MSGHDR)
                .putLong(0, to.memory().address())
                .putInt(8, to.length())
                .putLong(16, vector.address())
                .putLong(24, 1)
                .putLong(32, descriptor == NO_DESCRIPTOR ? 0 : control.address())
                .putLong(40, descriptor == NO_DESCRIPTOR ? 0 : control.size());
        long sent = LibC.sendmsg(fd, message.address(), Flags.MSG_NOSIGNAL);
        LibC.close(fd);
        text.keep();
        to.memory().keep();
        vector.keep();
        control.keep();
        message.keep();
        return sent == bytes.length;
    }

    /** One control message: length, level, type, the descriptor, padded to 8. */
    private static Memory rights(int descriptor) {
        return Memory.of(24)
                .putLong(0, 20)
                .putInt(8, Flags.SOL_SOCKET)
                .putInt(12, Flags.SCM_RIGHTS)
                .putInt(16, descriptor);
    }
}
