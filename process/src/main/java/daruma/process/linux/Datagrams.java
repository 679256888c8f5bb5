package daruma.process.linux;

import daruma.process.loop.EventLoop;
import daruma.process.notify.Notification;
import daruma.process.notify.NotifySocket;
import daruma.process.sys.Flags;
import daruma.process.sys.LibC;
import daruma.process.sys.Memory;
import daruma.process.sys.UnixAddress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The receiving side of sd_notify: datagrams with the sender's credentials, which the kernel vouches for. Descriptors that
 * come along (a store of descriptors is not offered) are closed, which is also what {@code BARRIER=1} waits for.
 */
final class Datagrams implements NotifySocket {
    private static final int TEXT = 64 * 1024;
    private static final int CONTROL = 4096;
    private static final int MSGHDR = 56;
    private static final int BATCH = 32;

    private final EventLoop loop;
    private final int fd;
    private final @Nullable Path path;
    private final Consumer<Notification> received;
    private final long token;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final Memory text = Memory.of(TEXT);
    private final Memory control = Memory.of(CONTROL);
    private final Memory vector = Memory.of(16).putLong(0, text.address()).putLong(8, TEXT);
    private final Memory message =
            Memory.of(MSGHDR).putLong(16, vector.address()).putLong(24, 1).putLong(32, control.address());

    private Datagrams(EventLoop loop, int fd, @Nullable Path path, Consumer<Notification> received) {
        this.loop = loop;
        this.fd = fd;
        this.path = path;
        this.received = received;
        token = loop.add(fd, this::receive);
    }

    static NotifySocket bind(EventLoop loop, Path path, Consumer<Notification> received) throws IOException {
        var address = UnixAddress.of(path.toString())
                .orElseThrow(() -> new IOException("cannot listen on " + path + ": the path is longer than 107 bytes"));
        int fd = LibC.socket(Flags.AF_UNIX, Flags.SOCK_DGRAM | Flags.SOCK_CLOEXEC | Flags.SOCK_NONBLOCK, 0);
        require(fd, "make a datagram socket");
        try {
            Files.deleteIfExists(path); // left over from an earlier run
            require(LibC.bind(fd, address.memory().address(), address.length()), "bind " + path);
            address.memory().keep();
            var name = Memory.text(path.toString());
            require(LibC.chmod(name.address(), 0600), "make " + path + " private");
            name.keep();
            credentials(fd);
            return new Datagrams(loop, fd, path, received);
        } catch (IOException e) {
            LibC.close(fd);
            throw e;
        }
    }

    static NotifySocket inherited(EventLoop loop, int fd, Consumer<Notification> received) throws IOException {
        var type = Memory.of(8).putInt(4, 4);
        require(
                LibC.getsockopt(fd, Flags.SOL_SOCKET, Flags.SO_TYPE, type.address(), type.address() + 4),
                "use descriptor " + fd + " as a socket");
        type.keep();
        if (type.getInt(0) != Flags.SOCK_DGRAM) {
            throw new IOException("cannot receive notifications on descriptor " + fd + ": it is no datagram socket");
        }
        LibC.fcntl(fd, Flags.F_SETFD, Flags.FD_CLOEXEC);
        credentials(fd);
        return new Datagrams(loop, fd, null, received);
    }

    @Override
    public synchronized void close() {
        if (closed.getAndSet(true)) {
            return;
        }
        loop.remove(fd, token);
        LibC.close(fd);
        if (path != null) {
            var name = Memory.text(path.toString());
            LibC.unlink(name.address());
            name.keep();
        }
    }

    /** Not while it is being closed: the number of a closed descriptor is soon somebody else's. */
    private synchronized void receive() {
        for (int i = 0; i < BATCH && !closed.get(); i++) {
            message.putLong(40, CONTROL).putInt(48, 0);
            long length = LibC.recvmsg(fd, message.address(), Flags.MSG_DONTWAIT | Flags.MSG_CMSG_CLOEXEC);
            if (length < 0) {
                return;
            }
            var bytes = new byte[(int) length];
            text.get(0, bytes, 0, bytes.length);
            senderOf(message.getLong(40))
                    .ifPresent(who -> received.accept(
                            Notification.parse(who.pid(), who.uid(), new String(bytes, StandardCharsets.UTF_8))));
            // Not before: a sender that waits for this may be gone right after, and nobody could tell who it was.
            closeDescriptors(message.getLong(40));
        }
    }

    private record Sender(int pid, int uid) {}

    private Optional<Sender> senderOf(long controlLength) {
        var found = new ArrayList<Sender>(1);
        controls(
                controlLength,
                Flags.SCM_CREDENTIALS,
                (at, _) -> found.add(new Sender(control.getInt(at), control.getInt(at + 4))));
        return found.isEmpty() ? Optional.empty() : Optional.of(found.getLast());
    }

    private void closeDescriptors(long controlLength) {
        controls(controlLength, Flags.SCM_RIGHTS, (at, length) -> {
            for (long descriptor = at; descriptor + 4 <= at + length; descriptor += 4) {
                LibC.close(control.getInt(descriptor));
            }
        });
    }

    private interface ControlData {
        void at(long offset, long length);
    }

    /** Control messages: length (8), level (4), type (4), data, padded to 8. */
    private void controls(long controlLength, int type, ControlData data) {
        for (long at = 0; at + 16 <= controlLength; ) {
            long length = control.getLong(at);
            if (length < 16 || at + length > controlLength) {
                return;
            }
            if (control.getInt(at + 8) == Flags.SOL_SOCKET && control.getInt(at + 12) == type) {
                data.at(at + 16, length - 16);
            }
            at += (length + 7) / 8 * 8;
        }
    }

    private static void credentials(int fd) throws IOException {
        var one = Memory.of(4).putInt(0, 1);
        require(
                LibC.setsockopt(fd, Flags.SOL_SOCKET, Flags.SO_PASSCRED, one.address(), 4),
                "ask for the senders' credentials");
        one.keep();
    }

    private static void require(int result, String what) throws IOException {
        if (result < 0) {
            throw new IOException("cannot " + what + ": errno " + -result);
        }
    }
}
