package daruma.testkit.control;

import daruma.control.Answer;
import daruma.control.Fault;
import daruma.control.FaultCodec;
import daruma.control.Method;
import daruma.control.Request;
import daruma.control.RequestCodec;
import daruma.control.json.BadJson;
import daruma.control.json.JsonText;
import daruma.control.varlink.Call;
import daruma.control.varlink.Framing;
import daruma.control.varlink.Reply;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A daemon without apps: it listens on a real socket, answers each method with what the test gave it, and remembers what it
 * was asked. A method without a script answers {@link Fault.Internal} and says so.
 *
 * {@snippet :
 * try (var daemon = ScriptedDaemon.listen(home.resolve("daruma.sock"))) {
 *     daemon.answers(Method.LIST, new Answer.Listing(List.of(web)));
 *     daemon.fails(Method.STOP, new Fault.NoSuchApp("wbe", List.of("web")));
 *     // … run the command line against it …
 *     assertThat(daemon.requests()).containsExactly(new Request.ListApps(List.of()));
 * }
 * }
 */
public final class ScriptedDaemon implements AutoCloseable {
    private final Path socket;
    private final ServerSocketChannel server;
    private final Map<String, Script<?>> scripts = new ConcurrentHashMap<>();
    private final List<Request<?>> requests = new CopyOnWriteArrayList<>();
    private final Set<SocketChannel> connections = ConcurrentHashMap.newKeySet();

    private ScriptedDaemon(Path socket, ServerSocketChannel server) {
        this.socket = socket;
        this.server = server;
    }

    /** Begins to listen; the path must be free and its directory there. */
    public static ScriptedDaemon listen(Path socket) {
        try {
            var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            server.bind(UnixDomainSocketAddress.of(socket));
            return on(socket, server).begin();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot listen on " + socket, e);
        }
    }

    /** On a socket that listens already, as a daemon's whose holder keeps it open; {@link #begin} takes connections. */
    public static ScriptedDaemon on(Path socket, ServerSocketChannel server) {
        return new ScriptedDaemon(socket, server);
    }

    public ScriptedDaemon begin() {
        Thread.ofVirtual().name("scripted-daemon").start(this::accept);
        return this;
    }

    public Path socket() {
        return socket;
    }

    /** All the answers to each call of the method: a caller that did not say {@code more} gets the last. */
    @SafeVarargs
    public final <R extends Answer> ScriptedDaemon answers(Method<R> method, R first, R... rest) {
        return when(method, (_, stage) -> {
            var last = first;
            for (var next : rest) {
                stage.next(last);
                last = next;
            }
            stage.done(last);
        });
    }

    /** The answers, and then nothing: as a followed stream on which nothing more happens. */
    public <R extends Answer> ScriptedDaemon streams(Method<R> method, List<R> answers) {
        var all = List.copyOf(answers);
        return when(method, (_, stage) -> {
            for (var answer : all) {
                stage.next(answer);
            }
            stage.awaitClientGone();
        });
    }

    public <R extends Answer> ScriptedDaemon fails(Method<R> method, Fault.Remote fault) {
        return when(method, (_, stage) -> stage.fail(fault));
    }

    public <R extends Answer> ScriptedDaemon when(Method<R> method, Script<R> script) {
        scripts.put(method.name(), script);
        return this;
    }

    /** What was asked so far, in order. */
    public List<Request<?>> requests() {
        return List.copyOf(requests);
    }

    /** The last request of that kind; empty if there was none. */
    public <Q extends Request<?>> Optional<Q> last(Class<Q> kind) {
        return requests.reversed().stream()
                .filter(kind::isInstance)
                .map(kind::cast)
                .findFirst();
    }

    /** Goes away as a daemon that is killed: connections break, and the socket file stays. */
    public void die() {
        try {
            server.close();
            for (var connection : connections) {
                connection.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        die();
        try {
            Files.deleteIfExists(socket);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept() {
        try {
            while (true) {
                var connection = server.accept();
                connections.add(connection);
                Thread.ofVirtual().name("scripted-connection").start(() -> serve(connection));
            }
        } catch (IOException _) {
            // Closed: the test is over.
            return;
        }
    }

    private void serve(SocketChannel connection) {
        try (connection) {
            var framing = new Framing();
            var buffer = ByteBuffer.allocate(8 << 10);
            while (true) {
                var message = framing.next();
                if (message.isPresent()) {
                    answer(connection, message.get());
                    continue;
                }
                buffer.clear();
                if (connection.read(buffer) < 0) {
                    return;
                }
                framing.feed(buffer.flip());
            }
        } catch (IOException | BadJson _) {
            // The client is gone, or talks nonsense; either way this connection is over.
            return;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            connections.remove(connection);
        }
    }

    private void answer(SocketChannel connection, byte[] message) throws IOException, InterruptedException {
        var call = Call.read(JsonText.parse(message));
        var method = call.method().startsWith(Method.INTERFACE + ".")
                ? Method.named(call.method().substring(Method.INTERFACE.length() + 1))
                : Optional.<Method<?>>empty();
        if (method.isEmpty()) {
            send(connection, failure(new Fault.MethodNotFound(call.method())));
            return;
        }
        var request = RequestCodec.read(method.get(), call.parameters());
        requests.add(request);
        play(connection, call.more(), request);
    }

    private <R extends Answer> void play(SocketChannel connection, boolean more, Request<R> request)
            throws IOException, InterruptedException {
        var stage = new SocketStage<>(connection, more, request.method());
        // A script is stored under the name of the method that it was given with, so the types agree.
        @SuppressWarnings("unchecked")
        var script = (Script<R>) scripts.get(request.method().name());
        if (script == null) {
            stage.fail(new Fault.Internal("no script for " + request.method().name()));
        } else {
            script.play(request, stage);
        }
    }

    private static Reply failure(Fault.Remote fault) {
        return Reply.error(FaultCodec.name(fault), FaultCodec.parameters(fault));
    }

    private static void send(SocketChannel connection, Reply reply) throws IOException {
        write(connection, Framing.frame(reply.json()));
    }

    private static void write(SocketChannel connection, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            connection.write(bytes);
        }
    }

    private record SocketStage<R extends Answer>(SocketChannel connection, boolean streaming, Method<R> method)
            implements Script.Stage<R> {
        @Override
        public void next(R answer) throws IOException {
            if (streaming) {
                send(connection, Reply.success(method.write(answer), true));
            }
        }

        @Override
        public void done(R answer) throws IOException {
            send(connection, Reply.success(method.write(answer), false));
        }

        @Override
        public void fail(Fault.Remote fault) throws IOException {
            send(connection, failure(fault));
        }

        @Override
        public void raw(byte[] bytes) throws IOException {
            write(connection, ByteBuffer.wrap(bytes));
        }

        @Override
        public void hangUp() throws IOException {
            connection.close();
        }

        @Override
        public void awaitClientGone() throws IOException {
            var nothing = ByteBuffer.allocate(1);
            while (connection.read(nothing) >= 0) {
                nothing.clear();
            }
        }
    }
}
