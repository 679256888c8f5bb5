package daruma.balancer.control;

import daruma.control.json.BadJson;
import daruma.control.json.JsonText;
import daruma.control.varlink.Call;
import daruma.control.varlink.Framing;
import daruma.control.varlink.Reply;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/**
 * Serves the control socket: varlink, one thread for each of the few who ask. Its socket lies in a directory of our user's
 * alone, which is what keeps others out.
 */
public final class SteeringServer implements AutoCloseable {
    /** The daemon needs two: one that waits and one that does not. */
    private static final int MOST_CLIENTS = 32;

    private static final int READ_AT_ONCE = 64 << 10;
    private static final int MOST_VALUES = 500_000;
    private static final long ACCEPT_PAUSE_NANOS = 250_000_000;

    private final ServerSocketChannel listening;
    private final Answers answers;
    private final Set<SocketChannel> clients = ConcurrentHashMap.newKeySet();

    private SteeringServer(ServerSocketChannel listening, Answers answers) {
        this.listening = listening;
        this.answers = answers;
    }

    /**
     * Begins to serve.
     *
     * @param listening bound and blocking; closed together with the server
     */
    public static SteeringServer start(ServerSocketChannel listening, Steering steering, String version) {
        var server = new SteeringServer(listening, new Answers(steering, version));
        Thread.ofPlatform().daemon().name("control").start(server::accept);
        return server;
    }

    private void accept() {
        while (listening.isOpen()) {
            try {
                var client = listening.accept();
                if (clients.size() >= MOST_CLIENTS) {
                    client.close();
                    continue;
                }
                clients.add(client);
                Thread.ofPlatform().daemon().name("control-call").start(() -> serve(client));
            } catch (ClosedChannelException _) {
                return;
            } catch (IOException _) {
                // Out of descriptors, most likely: whoever knocks waits in the backlog.
                LockSupport.parkNanos(ACCEPT_PAUSE_NANOS);
            }
        }
    }

    private void serve(SocketChannel client) {
        try (client) {
            var framing = new Framing();
            var buffer = ByteBuffer.allocate(READ_AT_ONCE);
            while (client.read(buffer.clear()) >= 0) {
                framing.feed(buffer.flip());
                for (var message = framing.next(); message.isPresent(); message = framing.next()) {
                    answer(client, message.get());
                }
                if (framing.tooLong()) {
                    return;
                }
            }
        } catch (AsynchronousCloseException _) {
            // We are ending.
            return;
        } catch (IOException | BadJson _) {
            // Gone, or not in step with us: it is closed, and whoever asked sees that.
            return;
        } finally {
            clients.remove(client);
        }
    }

    private void answer(SocketChannel client, byte[] message) throws IOException {
        var call = Call.read(JsonText.parse(message, MOST_VALUES));
        Reply reply;
        try {
            reply = answers.to(call);
        } catch (RuntimeException e) {
            System.getLogger(SteeringServer.class.getName())
                    .log(System.Logger.Level.ERROR, "cannot answer " + call.method(), e);
            throw new IOException("a mistake of ours", e);
        }
        if (!call.oneway()) {
            var bytes = Framing.frame(reply.json());
            while (bytes.hasRemaining()) {
                client.write(bytes);
            }
        }
    }

    @Override
    public void close() {
        try {
            listening.close();
            for (var client : clients) {
                client.close();
            }
        } catch (IOException _) {
            // The process ends anyway.
            return;
        }
    }
}
