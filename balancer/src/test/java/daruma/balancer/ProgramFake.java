package daruma.balancer;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** A program behind the balancer, which answers as the test says and remembers what it was sent. */
public final class ProgramFake implements AutoCloseable {
    /** What it does with a connection; ends it by returning. */
    public interface Conduct {
        void serve(Wire client) throws IOException;
    }

    private final ServerSocket listening;
    private final Conduct conduct;
    private final BlockingQueue<String> heads = new LinkedBlockingQueue<>();
    private final List<Wire> open = new CopyOnWriteArrayList<>();
    private final AtomicInteger accepted = new AtomicInteger();

    private ProgramFake(ServerSocket listening, Conduct conduct) {
        this.listening = listening;
        this.conduct = conduct;
        Thread.ofVirtual().start(this::accept);
    }

    public static ProgramFake that(Conduct conduct) throws IOException {
        return at(0, conduct);
    }

    public static ProgramFake at(int port, Conduct conduct) throws IOException {
        // The last one at this port may still be letting go of it.
        return new ProgramFake(
                org.awaitility.Awaitility.await("port " + port + " is free")
                        .pollInterval(java.time.Duration.ofMillis(5))
                        .ignoreException(java.net.BindException.class)
                        .until(() -> bound(port), java.util.Objects::nonNull),
                conduct);
    }

    private static ServerSocket bound(int port) throws IOException {
        var socket = new ServerSocket();
        socket.setReuseAddress(true);
        socket.bind(new java.net.InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_024);
        return socket;
    }

    /** Answers every request with its own head, and keeps the connection. */
    public static ProgramFake echoing() throws IOException {
        return saying("");
    }

    /** Answers every request with this and its own head. */
    public static ProgramFake saying(String name) throws IOException {
        var self = new ProgramFake[1];
        self[0] = that(client -> {
            while (true) {
                var request = self[0].request(client);
                var body = name + request;
                client.send("HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
            }
        });
        return self[0];
    }

    /** Answers every request with these bytes. */
    public static ProgramFake answering(String answer) throws IOException {
        var self = new ProgramFake[1];
        self[0] = that(client -> {
            while (true) {
                self[0].request(client);
                client.send(answer);
            }
        });
        return self[0];
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                var client = new Wire(listening.accept());
                accepted.incrementAndGet();
                open.add(client);
                Thread.ofVirtual().start(() -> serve(client));
            } catch (IOException _) {
                return;
            }
        }
    }

    private void serve(Wire client) {
        try (client) {
            conduct.serve(client);
        } catch (IOException _) {
            // The balancer has closed the connection; that is how most of them end.
            return;
        } finally {
            open.remove(client);
        }
    }

    /** The next request with its body, remembered. */
    public String request(Wire client) throws IOException {
        var head = client.head();
        var length = Wire.header(head, "content-length");
        var body = new StringBuilder();
        if (length != null) {
            body.append(client.bytes(Integer.parseInt(length)));
        } else if (Wire.header(head, "transfer-encoding") != null) {
            for (String size = client.until("\r\n"); !size.equals("0\r\n"); size = client.until("\r\n")) {
                body.append(client.bytes(Integer.parseInt(size.strip(), 16)));
                client.until("\r\n");
            }
            client.until("\r\n");
        }
        heads.add(head + body);
        return head + body;
    }

    public int port() {
        return listening.getLocalPort();
    }

    public int accepted() {
        return accepted.get();
    }

    /** What came and was not asked for yet. */
    public List<String> requests() {
        return List.copyOf(heads);
    }

    public String nextRequest() throws InterruptedException {
        var next = heads.poll(10, java.util.concurrent.TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError("no request came within 10 s");
        }
        return next;
    }

    /** As if it had been killed: whoever is connected gets a reset, and nobody listens. */
    public void die() throws IOException {
        listening.close();
        for (var client : open) {
            try {
                client.socket().setSoLinger(true, 0);
            } catch (IOException _) {
                // It has just ended by itself.
            }
            client.close();
        }
    }

    @Override
    public void close() throws IOException {
        die();
    }
}
