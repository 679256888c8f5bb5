package daruma.balancer.listen;

import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Tells whoever started us that we serve.
 *
 * @see <a href="https://www.freedesktop.org/software/systemd/man/latest/sd_notify.html">sd_notify(3)</a>
 */
public final class ReadyNotice {
    private static final byte[] READY = "READY=1".getBytes(StandardCharsets.US_ASCII);

    private ReadyNotice() {}

    /** Does nothing if nobody wants to know, or if the transport cannot. */
    public static void send(Transport transport, Map<String, String> environment) throws IOException {
        var socket = environment.getOrDefault("NOTIFY_SOCKET", "");
        if (socket.isEmpty() || !transport.isNative()) {
            return;
        }
        var path = socket.getBytes(StandardCharsets.UTF_8);
        if (path[0] == '@') {
            path[0] = 0;
        }
        var sending = Socket.newSocketDomainDgram();
        try {
            var bytes = ByteBuffer.allocateDirect(READY.length).put(READY).flip();
            sending.sendToDomainSocket(bytes, 0, READY.length, path);
        } finally {
            sending.close();
        }
    }
}
