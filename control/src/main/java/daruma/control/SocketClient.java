package daruma.control;

import daruma.control.json.BadJson;
import daruma.control.json.Json;
import daruma.control.json.JsonText;
import daruma.control.varlink.Call;
import daruma.control.varlink.Framing;
import daruma.control.varlink.Reply;
import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The client over a blocking Unix socket. A limit of time is kept by closing the channel under the waiting call: no selector,
 * so that the command line loads less; a connection that ran into its limit is of no use any more anyway.
 */
final class SocketClient implements ControlClient {
    private static final int READ_AT_ONCE = 64 << 10;
    /** More than is taken from a client: a listing of a thousand apps is long. */
    private static final int MAX_ANSWER = 64 << 20;

    private final Path socket;
    private final String version;
    private final SocketChannel channel;
    private final Framing framing = new Framing(MAX_ANSWER);
    private final ByteBuffer buffer = ByteBuffer.allocate(READ_AT_ONCE);
    private final Patience patience;
    /** Why the channel was closed under a call. */
    private final AtomicReference<Fault.@Nullable Local> end;

    private SocketClient(
            Path socket,
            String version,
            SocketChannel channel,
            Patience patience,
            AtomicReference<Fault.@Nullable Local> end) {
        this.socket = socket;
        this.version = version;
        this.channel = channel;
        this.patience = patience;
        this.end = end;
    }

    static Outcome<ControlClient> connect(Path socket, String version, Duration limit, Patience patience) {
        var bytes = socket.toString().getBytes(StandardCharsets.UTF_8).length;
        if (bytes > Fault.SocketPathTooLong.MAX_BYTES) {
            return Outcome.failed(new Fault.SocketPathTooLong(socket, bytes));
        }
        var obstacle = obstacle(socket);
        if (obstacle.isPresent()) {
            return Outcome.failed(obstacle.get());
        }
        var end = new AtomicReference<Fault.@Nullable Local>();
        SocketChannel channel;
        try {
            channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        } catch (IOException e) {
            return Outcome.failed(new Fault.Unreachable(socket, describe(e)));
        }
        try (var _ = Deadline.after(limit, () -> closeBecause(channel, end, new Fault.TimedOut(limit)))) {
            channel.connect(UnixDomainSocketAddress.of(socket));
            return Outcome.ok(new SocketClient(socket, version, channel, patience, end));
        } catch (IOException e) {
            closeQuietly(channel);
            var known = end.get();
            return Outcome.failed(known == null ? refusal(socket, e) : known);
        }
    }

    @Override
    public <R extends Answer> Outcome<R> call(Request<R> request, Duration limit) {
        return exchange(request, false, _ -> {}, Optional.of(limit));
    }

    @Override
    public <R extends Answer> Outcome<R> stream(Request<R> request, Consumer<? super R> each) {
        return exchange(request, true, each, Optional.empty());
    }

    @Override
    public <R extends Answer> Outcome<R> stream(Request<R> request, Consumer<? super R> each, Duration limit) {
        return exchange(request, true, each, Optional.of(limit));
    }

    @Override
    public void close() {
        closeBecause(channel, end, new Fault.Cancelled());
    }

    private <R extends Answer> Outcome<R> exchange(
            Request<R> request, boolean more, Consumer<? super R> each, Optional<Duration> limit) {
        var method = request.method();
        var call = new Call(method.qualifiedName(), RequestCodec.write(request), more && method.streams(), false);
        try (var silence = Silence.watch(socket, patience, limit, why -> closeBecause(channel, end, why))) {
            send(call);
            while (true) {
                var message = receive();
                silence.heard();
                if (message.isEmpty()) {
                    return Outcome.failed(lost());
                }
                var reply = Reply.read(JsonText.parse(message.get()));
                if (reply.error().isPresent()) {
                    return Outcome.failed(
                            explained(FaultCodec.read(reply.error().get(), reply.parameters())));
                }
                var answer = method.read(reply.parameters());
                each.accept(answer);
                if (!reply.continues()) {
                    return Outcome.ok(answer);
                }
            }
        } catch (BadJson e) {
            close();
            return Outcome.failed(new Fault.BadAnswer(String.valueOf(e.getMessage())));
        } catch (IOException e) {
            closeQuietly(channel);
            var known = end.get();
            if (known != null) {
                return Outcome.failed(known);
            }
            return Outcome.failed(
                    e instanceof ClosedChannelException ? new Fault.Cancelled() : new Fault.ConnectionLost(socket));
        }
    }

    private void send(Call call) throws IOException {
        var bytes = Framing.frame(call.json());
        try {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        } catch (ClosedChannelException e) {
            throw e;
        } catch (IOException e) {
            // The daemon may have said why before it hung up: what it said is still there to be read.
            if (channel.isOpen()) {
                return;
            }
            throw e;
        }
    }

    /** The next message; empty if the daemon hung up. */
    private Optional<byte[]> receive() throws IOException {
        while (true) {
            var message = framing.next();
            if (message.isPresent()) {
                return message;
            }
            if (framing.tooLong()) {
                throw new BadJson("", "it is longer than " + MAX_ANSWER / (1 << 20) + " MiB");
            }
            buffer.clear();
            if (channel.read(buffer) < 0) {
                return Optional.empty();
            }
            framing.feed(buffer.flip());
        }
    }

    private Fault lost() {
        closeQuietly(channel);
        var known = end.get();
        return known == null ? new Fault.ConnectionLost(socket) : known;
    }

    /** A daemon that lacks the interface or the method is one of another version. */
    private Fault explained(Fault.Remote fault) {
        return switch (fault) {
            case Fault.InterfaceNotFound _, Fault.MethodNotFound _ ->
                new Fault.VersionMismatch(version, daemonVersion());
            case Fault.NoSuchApp _,
                    Fault.NoSuchIncident _,
                    Fault.BadSelector _,
                    Fault.NameTaken _,
                    Fault.PortTaken _,
                    Fault.InvalidSpec _,
                    Fault.Impossible _,
                    Fault.NotPermitted _,
                    Fault.StateNotWritable _,
                    Fault.VersionMismatch _,
                    Fault.ShuttingDown _,
                    Fault.TooSlow _,
                    Fault.TooManyConnections _,
                    Fault.InvalidParameter _,
                    Fault.Internal _,
                    Fault.Other _ -> fault;
        };
    }

    private String daemonVersion() {
        try {
            send(new Call("org.varlink.service.GetInfo", Json.Obj.EMPTY, false, false));
            var message = receive();
            if (message.isPresent()
                    && Reply.read(JsonText.parse(message.get()))
                                    .parameters()
                                    .members()
                                    .get("version")
                            instanceof Json.Str(var told)) {
                return told;
            }
        } catch (IOException | BadJson _) {
            // It is of another version whatever it says of itself.
            return "";
        }
        return "";
    }

    /** What can be seen of the socket file before anything is tried. */
    private static Optional<Fault> obstacle(Path socket) {
        try {
            var attributes = Files.readAttributes(socket, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            return attributes.isOther() || attributes.isSymbolicLink()
                    ? Optional.empty()
                    : Optional.of(new Fault.Unreachable(socket, "it is not a socket; move it away"));
        } catch (NoSuchFileException _) {
            return Optional.of(new Fault.DaemonAbsent(socket));
        } catch (AccessDeniedException _) {
            return Optional.of(new Fault.SocketForbidden(socket));
        } catch (IOException e) {
            return Optional.of(
                    Files.notExists(socket)
                            ? new Fault.DaemonAbsent(socket)
                            : new Fault.Unreachable(socket, describe(e)));
        }
    }

    private static Fault refusal(Path socket, IOException e) {
        var message = describe(e);
        if (e instanceof ConnectException || message.contains("refused")) {
            return new Fault.SocketStale(socket);
        }
        if (message.contains("Permission denied")) {
            return new Fault.SocketForbidden(socket);
        }
        if (message.contains("No such file")) {
            return new Fault.DaemonAbsent(socket);
        }
        return new Fault.Unreachable(socket, message);
    }

    private static String describe(IOException e) {
        var message = e.getMessage();
        return message == null ? e.getClass().getSimpleName() : message;
    }

    private static void closeBecause(
            SocketChannel channel, AtomicReference<Fault.@Nullable Local> end, Fault.Local why) {
        end.compareAndSet(null, why);
        closeQuietly(channel);
    }

    private static void closeQuietly(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException _) {
            // Nothing more is wanted of it.
            return;
        }
    }
}
