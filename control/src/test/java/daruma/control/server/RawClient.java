package daruma.control.server;

import daruma.control.json.Json;
import daruma.control.json.JsonText;
import daruma.control.varlink.Framing;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/** A client that sends whatever a test likes. */
final class RawClient implements AutoCloseable {
    final SocketChannel channel;
    private final Framing framing = new Framing();
    private final ByteBuffer buffer = ByteBuffer.allocate(64 << 10);

    RawClient(Path socket) throws IOException {
        channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        channel.connect(UnixDomainSocketAddress.of(socket));
    }

    RawClient send(String text) throws IOException {
        return send(text.getBytes(StandardCharsets.UTF_8));
    }

    RawClient send(byte[] bytes) throws IOException {
        var rest = ByteBuffer.wrap(bytes);
        while (rest.hasRemaining()) {
            channel.write(rest);
        }
        return this;
    }

    /** A call of our interface, without its NUL. */
    static String call(String method, String parameters, String flags) {
        return "{\"method\":\"io.github.daruma-pm.control1." + method + "\",\"parameters\":" + parameters + flags + "}";
    }

    /** The next reply; empty: the server has hung up. */
    Optional<Json.Obj> reply() throws IOException {
        while (true) {
            var message = framing.next();
            if (message.isPresent()) {
                return Optional.of((Json.Obj) JsonText.parse(message.get()));
            }
            buffer.clear();
            try {
                if (channel.read(buffer) < 0) {
                    return Optional.empty();
                }
            } catch (IOException _) {
                return Optional.empty();
            }
            framing.feed(buffer.flip());
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
