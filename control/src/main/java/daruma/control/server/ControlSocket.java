package daruma.control.server;

import daruma.control.Fault;
import daruma.control.Outcome;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/** Where the daemon listens. */
public final class ControlSocket {
    /** More connections may wait than any user has terminals. */
    private static final int BACKLOG = 128;

    private ControlSocket() {}

    /** The socket that the holder shim handed over as descriptor 0; empty if it did not. */
    public static Optional<ServerSocketChannel> inherited() throws IOException {
        Channel channel = System.inheritedChannel();
        return channel instanceof ServerSocketChannel server ? Optional.of(server) : Optional.empty();
    }

    /**
     * Binds a socket of our own, mode 0600, in a directory of mode 0700, which is made if it is missing. A socket that a dead
     * daemon left behind is replaced.
     *
     * @return {@link Fault.SocketPathTooLong}; or {@link Fault.Unreachable} if somebody answers there already, or if it cannot
     *     be bound
     */
    public static Outcome<ServerSocketChannel> bind(Path socket) {
        var bytes = socket.toString().getBytes(StandardCharsets.UTF_8).length;
        if (bytes > Fault.SocketPathTooLong.MAX_BYTES) {
            return Outcome.failed(new Fault.SocketPathTooLong(socket, bytes));
        }
        try {
            var directory = socket.toAbsolutePath().getParent();
            if (directory != null && Files.notExists(directory)) {
                Files.createDirectories(
                        directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            }
            if (somebodyAnswers(socket)) {
                return Outcome.failed(new Fault.Unreachable(socket, "another daemon listens there already"));
            }
            Files.deleteIfExists(socket);
            var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            server.bind(UnixDomainSocketAddress.of(socket), BACKLOG);
            Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-------"));
            return Outcome.ok(server);
        } catch (IOException e) {
            return Outcome.failed(new Fault.Unreachable(socket, "cannot listen there: " + e.getMessage()));
        }
    }

    private static boolean somebodyAnswers(Path socket) {
        if (Files.notExists(socket)) {
            return false;
        }
        try (var probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            return probe.connect(UnixDomainSocketAddress.of(socket));
        } catch (IOException _) {
            // Refused: a file that a dead daemon left.
            return false;
        }
    }
}
