import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;

/**
 * A web server in plain Java that takes the socket it was handed, and so shares its port with other instances: see
 * docs/direct-sockets.md. Without one it opens PORT itself.
 */
public final class Hello {
    public static void main(String[] args) throws IOException {
        try (var server = socket()) {
            System.out.println("listening on " + server.getLocalAddress());
            while (true) {
                var client = server.accept().socket();
                Thread.startVirtualThread(() -> answer(client));
            }
        }
    }

    private static ServerSocketChannel socket() throws IOException {
        if (System.inheritedChannel() instanceof ServerSocketChannel inherited) {
            return inherited;
        }
        int port = Integer.parseInt(System.getenv().getOrDefault("PORT", "8080"));
        return ServerSocketChannel.open().bind(new java.net.InetSocketAddress(port));
    }

    private static void answer(Socket client) {
        try (client) {
            var in = new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII));
            for (var line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
                // The request does not matter; it is to be read before the connection is closed.
            }
            var body = "hello from pid " + ProcessHandle.current().pid() + "\n";
            client.getOutputStream()
                    .write(("HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\nConnection: close\r\n\r\n" + body)
                            .getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            System.err.println("a client went away: " + e.getMessage());
        }
    }
}
