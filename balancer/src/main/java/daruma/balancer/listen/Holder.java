package daruma.balancer.listen;

import daruma.model.traffic.Address;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * Asks a holder to open, to hand over and to close listening sockets, over its own socket: {@code docs/run-directory.md} has the
 * protocol. What it hands over it keeps itself, so that our end closes no port.
 *
 * @param socket the holder's; the option {@code --serve} of it
 */
public record Holder(Path socket) {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final long LOOK_EVERY_NANOS = 1_000_000;

    /**
     * Lets it open a socket, if it has not yet, and takes it.
     *
     * @return the descriptor; it does not block
     * @throws IOException whose message is for people
     */
    int take(Address address) throws IOException {
        var name = name(address);
        var answer = ask("open " + name + " " + spec(address));
        if (!answer.startsWith("ok")) {
            throw new IOException(explained(answer, address));
        }
        var connection = Socket.newSocketDomain();
        try {
            connection.connect(new DomainSocketAddress(socket.toFile()));
            var line = ("take " + name + "\n").getBytes(StandardCharsets.US_ASCII);
            var bytes = ByteBuffer.allocateDirect(line.length).put(line).flip();
            connection.write(bytes, 0, line.length);
            return receive(connection);
        } finally {
            connection.close();
        }
    }

    void release(Address address) {
        try {
            ask("close " + name(address));
        } catch (IOException _) {
            // The holder is gone, and its sockets with it.
            return;
        }
    }

    /** A name without the characters that the holder's lines need for themselves. */
    static String name(Address address) {
        return "tcp-" + address.host().replace(':', '_') + "-" + address.port();
    }

    private static String spec(Address address) {
        return "tcp:" + address;
    }

    private String ask(String line) throws IOException {
        if (Files.notExists(socket)) {
            throw new IOException("the holder that keeps the sockets is not there (" + socket + ")");
        }
        try (var channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(socket));
            channel.write(ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.US_ASCII)));
            var answer = ByteBuffer.allocate(1_024);
            while (channel.read(answer) >= 0 && answer.hasRemaining()) {
                // It answers and hangs up.
            }
            return new String(answer.array(), 0, answer.position(), StandardCharsets.UTF_8).strip();
        }
    }

    private static String explained(String answer, Address address) {
        var words = answer.split(" ", 3);
        var why = words.length == 3 ? words[2] : answer;
        return switch (words.length > 1 ? words[1] : "") {
            case "98" -> "somebody listens there already. See who: ss -ltnp 'sport = :" + address.port() + "'";
            case "13" ->
                "this user may not open ports below 1024. Use another port, or allow it with:"
                        + " sysctl net.ipv4.ip_unprivileged_port_start=" + address.port();
            case "99" -> "no interface of this machine has this address";
            case "22" -> "the holder keeps addresses of IPv4 and [::] only";
            default -> why;
        };
    }

    private static int receive(Socket connection) throws IOException {
        var until = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < until) {
            var descriptor = connection.recvFd();
            if (descriptor > 0) {
                return descriptor;
            }
            if (descriptor < 0) {
                throw new IOException("the holder did not hand the socket over");
            }
            LockSupport.parkNanos(LOOK_EVERY_NANOS);
        }
        throw new IOException("the holder did not answer within " + PATIENCE.toSeconds() + " s");
    }

    /**
     * The same socket, not blocking any more, as another descriptor: it is sent to ourselves, for those that are received in this
     * way are made so.
     */
    static int nonBlocking(int descriptor) throws IOException {
        var path = Files.createTempDirectory("daruma").resolve("s");
        var listening = Socket.newSocketDomain();
        var sending = Socket.newSocketDomain();
        try {
            listening.bind(new DomainSocketAddress(path.toFile()));
            listening.listen(1);
            sending.connect(new DomainSocketAddress(path.toFile()));
            var receiving = new Socket(listening.accept(new byte[128]));
            try {
                if (sending.sendFd(descriptor) < 0) {
                    throw new IOException("a listening socket could not be taken over");
                }
                return receive(receiving);
            } finally {
                receiving.close();
            }
        } finally {
            sending.close();
            listening.close();
            Files.deleteIfExists(path);
            Files.deleteIfExists(path.getParent());
        }
    }
}
