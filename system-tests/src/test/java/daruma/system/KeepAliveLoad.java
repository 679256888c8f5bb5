package daruma.system;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Clients that ask again and again until they are closed: those with even numbers over one connection each, the others over a
 * new one each time. Whatever is not an answer of 200 has failed.
 */
final class KeepAliveLoad implements AutoCloseable {
    private static final byte[] REQUEST = "GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] LAST =
            "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    final AtomicInteger answers = new AtomicInteger();
    final ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();
    /** How often which answer came. */
    final Map<String, Integer> bodies = new ConcurrentHashMap<>();

    private final int port;
    private final Thread[] clients;
    private volatile boolean over;

    KeepAliveLoad(int port, int clients) {
        this.port = port;
        this.clients = new Thread[clients];
        for (var i = 0; i < clients; i++) {
            var keep = i % 2 == 0;
            this.clients[i] = Thread.ofVirtual().start(() -> run(keep));
        }
    }

    private void run(boolean keep) {
        @Nullable Socket socket = null;
        while (!over) {
            try {
                if (socket == null) {
                    socket = new Socket(InetAddress.getLoopbackAddress(), port);
                    socket.setSoTimeout((int) DarumaHome.PATIENCE.toMillis());
                }
                socket.getOutputStream().write(keep ? REQUEST : LAST);
                bodies.merge(answer(new BufferedInputStream(socket.getInputStream())), 1, Integer::sum);
                answers.incrementAndGet();
                if (!keep) {
                    socket.close();
                    socket = null;
                }
                // Bounded: so many requests and no more, however fast they are answered.
                Thread.sleep(2);
            } catch (IOException e) {
                failures.add((keep ? "kept: " : "new: ") + e);
                socket = null;
            } catch (InterruptedException _) {
                return;
            }
        }
    }

    private static String answer(InputStream in) throws IOException {
        var head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            var next = in.read();
            if (next < 0) {
                throw new IOException("hung up after \"" + head + "\"");
            }
            head.append((char) next);
        }
        var text = head.toString();
        if (!text.startsWith("HTTP/1.1 200 ")) {
            throw new IOException("answered " + text.lines().findFirst().orElse(""));
        }
        var length = text.lines()
                .filter(line -> line.regionMatches(true, 0, "content-length:", 0, 15))
                .mapToInt(line -> Integer.parseInt(line.substring(15).strip()))
                .findFirst()
                .orElseThrow(() -> new IOException("no length in " + text));
        var body = in.readNBytes(length);
        if (body.length < length) {
            throw new IOException("cut after " + body.length + " of " + length);
        }
        return new String(body, StandardCharsets.UTF_8);
    }

    /** Waits until so many more have been answered. */
    void goOnFor(DarumaHome home, int more) {
        var until = answers.get() + more;
        home.untilWithoutDaemon(more + " more answers, failed: " + failures, () -> answers.get() >= until);
    }

    @Override
    public void close() {
        over = true;
        for (var client : clients) {
            try {
                client.join(DarumaHome.PATIENCE);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
