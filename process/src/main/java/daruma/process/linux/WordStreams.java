package daruma.process.linux;

import daruma.process.loop.EventLoop;
import daruma.process.notify.WordSocket;
import daruma.process.sys.Errno;
import daruma.process.sys.Flags;
import daruma.process.sys.LibC;
import daruma.process.sys.Memory;
import daruma.process.sys.UnixAddress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The listening side of lines over a stream socket, each connection with the credentials that the kernel took down when it was
 * made. Nobody is waited for: who sends too long a line, or does not take his replies, is sent away.
 */
final class WordStreams implements WordSocket {
    private static final int BACKLOG = 128;
    private static final int LONGEST_LINE = 4096;
    private static final int MOST = 1024;
    private static final int READS = 16;
    private static final long UNTIL_DESCRIPTORS_ARE_FREE_MILLIS = 200;

    private final EventLoop loop;
    private final int fd;
    private final Path path;
    private final Host host;
    private final Set<Connection> connections = new HashSet<>();
    private final Memory buffer = Memory.of(LONGEST_LINE);
    private final Memory credentials = Memory.of(16);
    private long token;
    private boolean closed;

    private WordStreams(EventLoop loop, int fd, Path path, Host host) {
        this.loop = loop;
        this.fd = fd;
        this.path = path;
        this.host = host;
        token = loop.add(fd, this::accept);
    }

    static WordSocket bind(EventLoop loop, Path path, Host host) throws IOException {
        var address = UnixAddress.of(path.toString())
                .orElseThrow(() -> new IOException("cannot listen on " + path + ": the path is longer than 107 bytes"));
        int fd = LibC.socket(Flags.AF_UNIX, Flags.SOCK_STREAM | Flags.SOCK_CLOEXEC | Flags.SOCK_NONBLOCK, 0);
        require(fd, "make a stream socket");
        try {
            Files.deleteIfExists(path); // left over from an earlier run
            require(LibC.bind(fd, address.memory().address(), address.length()), "bind " + path);
            address.memory().keep();
            var name = Memory.text(path.toString());
            require(LibC.chmod(name.address(), 0600), "make " + path + " private");
            name.keep();
            require(LibC.listen(fd, BACKLOG), "listen on " + path);
            return new WordStreams(loop, fd, path, host);
        } catch (IOException e) {
            LibC.close(fd);
            throw e;
        }
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        loop.remove(fd, token);
        LibC.close(fd);
        var name = Memory.text(path.toString());
        LibC.unlink(name.address());
        name.keep();
        Set.copyOf(connections).forEach(Connection::end);
    }

    private synchronized void accept() {
        while (!closed) {
            int accepted = LibC.accept4(fd, 0, 0, Flags.SOCK_CLOEXEC | Flags.SOCK_NONBLOCK);
            if (accepted >= 0) {
                begin(accepted);
            } else if (accepted == -Errno.EMFILE || accepted == -Errno.ENFILE) {
                // Whoever waits goes on waiting, and we do not go round in circles until there is a descriptor.
                loop.remove(fd, token);
                loop.schedule(UNTIL_DESCRIPTORS_ARE_FREE_MILLIS, this::acceptAgain);
                return;
            } else if (accepted != -Errno.EINTR && accepted != -Errno.ECONNABORTED) {
                return;
            }
        }
    }

    private synchronized void acceptAgain() {
        if (!closed) {
            token = loop.add(fd, this::accept);
        }
    }

    private void begin(int accepted) {
        credentials.putInt(12, 12);
        int known = LibC.getsockopt(
                accepted, Flags.SOL_SOCKET, Flags.SO_PEERCRED, credentials.address(), credentials.address() + 12);
        credentials.keep();
        if (known < 0 || connections.size() >= MOST) {
            LibC.close(accepted);
            return;
        }
        var connection = new Connection(accepted);
        connections.add(connection);
        var listener = host.connected(credentials.getInt(0), credentials.getInt(4), connection::reply);
        if (listener.isPresent()) {
            connection.listen(listener.get());
        } else {
            connection.end();
        }
    }

    /** Of one who has connected. Guarded by the socket: a number of a closed descriptor is soon somebody else's. */
    private final class Connection {
        private final int descriptor;
        private final byte[] line = new byte[LONGEST_LINE];
        private int length;
        private long place = -1;
        private boolean ended;
        private @Nullable Consumer<String> listener;

        Connection(int descriptor) {
            this.descriptor = descriptor;
        }

        void listen(Consumer<String> to) {
            listener = to;
            place = loop.add(descriptor, this::read);
        }

        void reply(String text) {
            synchronized (WordStreams.this) {
                if (ended) {
                    return;
                }
                var bytes = (text + "\n").getBytes(StandardCharsets.UTF_8);
                var out = Memory.of(bytes.length).put(0, bytes, 0, bytes.length);
                long sent = LibC.sendto(
                        descriptor, out.address(), bytes.length, Flags.MSG_DONTWAIT | Flags.MSG_NOSIGNAL, 0, 0);
                out.keep();
                if (sent < bytes.length) {
                    end();
                }
            }
        }

        void end() {
            if (ended) {
                return;
            }
            ended = true;
            if (place >= 0) {
                loop.remove(descriptor, place);
            }
            LibC.close(descriptor);
            connections.remove(this);
        }

        private void read() {
            synchronized (WordStreams.this) {
                for (int i = 0; i < READS && !ended; i++) {
                    long count = LibC.read(descriptor, buffer.address(), LONGEST_LINE);
                    buffer.keep();
                    if (count == -Errno.EAGAIN || count == -Errno.EINTR) {
                        return;
                    }
                    if (count <= 0) {
                        end();
                        return;
                    }
                    var bytes = new byte[(int) count];
                    buffer.get(0, bytes, 0, bytes.length);
                    take(bytes);
                }
            }
        }

        private void take(byte[] bytes) {
            for (byte one : bytes) {
                if (ended) {
                    return;
                }
                if (one == '\n') {
                    tell(new String(line, 0, length, StandardCharsets.UTF_8));
                    length = 0;
                } else if (length == LONGEST_LINE) {
                    reply("ERROR=a line is longer than " + LONGEST_LINE + " bytes");
                    end();
                } else {
                    line[length++] = one;
                }
            }
        }

        private void tell(String text) {
            var to = listener;
            if (to != null && !text.isEmpty()) {
                to.accept(text);
            }
        }
    }

    private static void require(int result, String what) throws IOException {
        if (result < 0) {
            throw new IOException("cannot " + what + ": errno " + -result);
        }
    }
}
