package daruma.probes.check;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** A server on loopback that does with each connection what a test says, badly if need be. */
public final class Faulty implements AutoCloseable {
    private final ServerSocket listener;
    private final List<Socket> open = new CopyOnWriteArrayList<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();

    /** What is done with a connection, on a thread of its own; it is closed afterwards. */
    @FunctionalInterface
    public interface Conduct {
        void on(Connection connection) throws IOException, InterruptedException;
    }

    /** One connection, with a few ways to misbehave. */
    public final class Connection {
        private final Socket socket;
        private String asked = "";

        Connection(Socket socket) {
            this.socket = socket;
        }

        public Socket socket() {
            return socket;
        }

        /** Reads a request head and remembers it. */
        public Connection request() throws IOException {
            var head = new StringBuilder();
            InputStream in = socket.getInputStream();
            while (head.indexOf("\r\n\r\n") < 0) {
                int next = in.read();
                if (next < 0) {
                    break;
                }
                head.append((char) next);
            }
            asked = head.toString();
            requests.add(asked);
            return this;
        }

        public Connection say(String text) throws IOException {
            OutputStream out = socket.getOutputStream();
            out.write(text.getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
            return this;
        }

        /** By the path that was asked for; 404 for all others. */
        public Connection answer(Map<String, Integer> routes) throws IOException {
            var path = asked.split(" ", 3)[1];
            return say("HTTP/1.1 " + routes.getOrDefault(path, 404) + " X\r\nContent-Length: 0\r\n\r\n");
        }

        /** Waits until the other side goes away. */
        public void hang() throws IOException {
            while (socket.getInputStream().read() >= 0) {
                // whatever it says
            }
        }

        /** RST instead of FIN. */
        public void reset() throws IOException {
            socket.setSoLinger(true, 0);
            socket.close();
        }
    }

    private Faulty(ServerSocket listener) {
        this.listener = listener;
    }

    static Faulty on(InetAddress address, Conduct conduct) {
        try {
            var listener = new ServerSocket();
            listener.bind(new InetSocketAddress(address, 0), 50);
            var server = new Faulty(listener);
            Thread.ofVirtual().start(() -> server.accept(conduct));
            return server;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    public static Faulty server(Conduct conduct) {
        return on(InetAddress.getLoopbackAddress(), conduct);
    }

    /** Answers every request with this, and closes. */
    public static Faulty answering(String answer) {
        return server(connection -> connection.request().say(answer));
    }

    public int port() {
        return listener.getLocalPort();
    }

    /** The heads that were read, in order. */
    public List<String> requests() {
        return requests;
    }

    private void accept(Conduct conduct) {
        while (true) {
            Socket socket;
            try {
                socket = listener.accept();
            } catch (IOException closed) {
                return;
            }
            open.add(socket);
            Thread.ofVirtual().start(() -> {
                try (socket) {
                    conduct.on(new Connection(socket));
                } catch (IOException | InterruptedException _) {
                    // the other side may go when it likes
                }
            });
        }
    }

    @Override
    public void close() {
        try {
            listener.close();
            for (var socket : open) {
                socket.close();
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A port on which nobody listens. */
    public static int free() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
