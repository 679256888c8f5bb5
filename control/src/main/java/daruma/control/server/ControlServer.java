package daruma.control.server;

import daruma.control.Answer;
import daruma.control.Fault;
import daruma.control.Method;
import daruma.control.Request;
import daruma.control.RequestCodec;
import daruma.control.json.BadJson;
import daruma.control.varlink.Call;
import daruma.control.varlink.Framing;
import daruma.control.varlink.ServiceInterface;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.attribute.UserPrincipal;
import java.time.Duration;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Serves the control socket: one thread selects, reads and writes for all connections, a few more run calls and end when
 * there are none. An idle connection costs a descriptor and some hundred bytes.
 */
public final class ControlServer implements AutoCloseable {
    private static final int SHARED_BUFFER = 64 << 10;
    /** How long no connection is accepted after the system had no descriptor left for one. */
    private static final Duration ACCEPT_PAUSE = Duration.ofMillis(250);

    private static final Duration THREAD_IDLE = Duration.ofSeconds(10);
    private static final Duration LAST_WORDS = Duration.ofSeconds(2);

    private final ServerSocketChannel listening;
    private final Controller controller;
    private final ServerLimits limits;
    private final Predicate<UserPrincipal> admitted;
    private final Introspection introspection;
    private final Selector selector;
    private final SelectionKey acceptKey;
    private final ThreadPoolExecutor callers;
    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
    private final Queue<Connection> woken = new ConcurrentLinkedQueue<>();
    private final ByteBuffer shared = ByteBuffer.allocateDirect(SHARED_BUFFER);
    private final Thread thread;
    private volatile boolean stopping;
    private volatile boolean draining;
    private int heldBytes;
    private long acceptAgainAt;
    private boolean acceptPaused;
    private final AtomicInteger acceptPauses = new AtomicInteger();

    private ControlServer(
            ServerSocketChannel listening,
            Controller controller,
            String version,
            ServerLimits limits,
            Predicate<UserPrincipal> admitted)
            throws IOException {
        this.listening = listening;
        this.controller = controller;
        this.limits = limits;
        this.admitted = admitted;
        introspection = new Introspection(version);
        selector = Selector.open();
        listening.configureBlocking(false);
        acceptKey = listening.register(selector, SelectionKey.OP_ACCEPT);
        callers = new ThreadPoolExecutor(
                limits.threads(),
                limits.threads(),
                THREAD_IDLE.toSeconds(),
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                Thread.ofPlatform().daemon().name("control-call-", 0).factory());
        callers.allowCoreThreadTimeOut(true);
        thread = Thread.ofPlatform().daemon().name("control").unstarted(this::serve);
    }

    /**
     * Begins to serve.
     *
     * @param listening bound; closed together with the server
     * @param version of the daemon, for introspection
     */
    public static ControlServer start(
            ServerSocketChannel listening, Controller controller, String version, ServerLimits limits)
            throws IOException {
        return start(listening, controller, version, limits, Peers.sameUserOrRoot());
    }

    static ControlServer start(
            ServerSocketChannel listening,
            Controller controller,
            String version,
            ServerLimits limits,
            Predicate<UserPrincipal> admitted)
            throws IOException {
        var server = new ControlServer(listening, controller, version, limits, admitted);
        server.thread.start();
        return server;
    }

    /** From now on every new call is answered with {@link Fault.ShuttingDown}; those under way go on. */
    public void drain() {
        draining = true;
    }

    /** How many clients there are. */
    public int connections() {
        return connections.size();
    }

    /** How often there was no descriptor left for a client. */
    int acceptPauses() {
        return acceptPauses.get();
    }

    /** Sends what is still in the outboxes, for two seconds at most, and closes everything. */
    @Override
    public void close() {
        stopping = true;
        selector.wakeup();
        try {
            if (!Thread.currentThread().equals(thread)) {
                thread.join(LAST_WORDS.plusSeconds(1));
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        callers.shutdown();
    }

    ServerLimits limits() {
        return limits;
    }

    void wake(Connection connection) {
        woken.add(connection);
        selector.wakeup();
    }

    void run(Runnable task) {
        try {
            callers.execute(task);
        } catch (RejectedExecutionException _) {
            // The server is closed; whoever still has something to tidy up does it here.
            task.run();
        }
    }

    void forget(Connection connection) {
        connections.remove(connection);
    }

    /** Counts bytes of calls that are coming in. False: there are too many. */
    boolean account(int more) {
        heldBytes += more;
        return more <= 0 || heldBytes <= limits.heldBytes();
    }

    /** Begins a call; null if it has its answer already. */
    @Nullable
    Exchange<?> dispatch(Connection connection, Call call) {
        if (call.method().startsWith(ServiceInterface.NAME + ".")) {
            answer(connection, call, introspect(call));
            return null;
        }
        var method = method(call.method());
        if (method.isEmpty()) {
            var known = call.method().startsWith(Method.INTERFACE + ".");
            var dot = call.method().lastIndexOf('.');
            answer(
                    connection,
                    call,
                    Connection.error(
                            known || dot < 0
                                    ? new Fault.MethodNotFound(call.method())
                                    : new Fault.InterfaceNotFound(call.method().substring(0, dot))));
            return null;
        }
        if (draining) {
            answer(connection, call, Connection.error(new Fault.ShuttingDown()));
            return null;
        }
        Request<?> request;
        try {
            request = RequestCodec.read(method.get(), call.parameters());
        } catch (BadJson e) {
            answer(
                    connection,
                    call,
                    Connection.error(new Fault.InvalidParameter(e.path(), String.valueOf(e.getMessage()))));
            return null;
        }
        if (!call.more() && follows(request)) {
            answer(
                    connection,
                    call,
                    Connection.error(new Fault.InvalidParameter("follow", "only a call with \"more\" can follow")));
            return null;
        }
        return begin(connection, call, request);
    }

    private <R extends Answer> Exchange<R> begin(Connection connection, Call call, Request<R> request) {
        var method = request.method();
        var exchange = new Exchange<>(connection, method, call.more() && method.streams(), call.oneway());
        run(() -> {
            try {
                Dispatch.to(controller, request, exchange);
            } catch (RuntimeException | LinkageError e) {
                exchange.fail(new Fault.Internal(method.name() + ": " + e));
            }
        });
        return exchange;
    }

    private static boolean follows(Request<?> request) {
        return (request instanceof Request.Logs(var query) && query.follow())
                || (request instanceof Request.Events(var _, var _, var follow) && follow);
    }

    private Outgoing introspect(Call call) {
        try {
            return introspection.answer(call);
        } catch (BadJson e) {
            return Connection.error(new Fault.InvalidParameter(e.path(), String.valueOf(e.getMessage())));
        }
    }

    private static void answer(Connection connection, Call call, Outgoing outgoing) {
        if (!call.oneway()) {
            connection.send(outgoing);
        }
        connection.finished();
    }

    private static Optional<Method<?>> method(String qualified) {
        return qualified.startsWith(Method.INTERFACE + ".")
                ? Method.named(qualified.substring(Method.INTERFACE.length() + 1))
                : Optional.empty();
    }

    private void serve() {
        try {
            while (!stopping) {
                selectOnce();
            }
            sayLastWords();
        } catch (IOException e) {
            throw new UncheckedIOException("the control socket cannot be served", e);
        } finally {
            closeAll();
        }
    }

    private void selectOnce() throws IOException {
        var timeout = 0L;
        if (acceptPaused) {
            timeout = Math.max(1, TimeUnit.NANOSECONDS.toMillis(acceptAgainAt - System.nanoTime()));
        }
        selector.select(this::ready, timeout);
        if (acceptPaused && System.nanoTime() - acceptAgainAt >= 0) {
            acceptPaused = false;
            acceptKey.interestOps(SelectionKey.OP_ACCEPT);
        }
        for (var connection = woken.poll(); connection != null; connection = woken.poll()) {
            guarded(connection, it -> it.onWake(shared));
        }
    }

    private void ready(SelectionKey key) {
        try {
            if (key.isAcceptable()) {
                accept();
                return;
            }
            var readable = key.isReadable();
            guarded((Connection) key.attachment(), it -> {
                if (readable) {
                    it.onReadable(shared);
                } else {
                    it.progress(shared);
                }
            });
        } catch (CancelledKeyException _) {
            // Closed while it was ready.
            return;
        }
    }

    /** One client's trouble (no memory for its call, a class that cannot be loaded, a mistake of ours) ends that client. */
    private static void guarded(Connection connection, Consumer<Connection> step) {
        try {
            step.accept(connection);
        } catch (CancelledKeyException _) {
            connection.close();
        } catch (RuntimeException | LinkageError | OutOfMemoryError e) {
            System.getLogger(ControlServer.class.getName())
                    .log(System.Logger.Level.ERROR, "a control connection had to be closed", e);
            connection.close();
        }
    }

    private void accept() {
        try {
            var channel = listening.accept();
            if (channel != null) {
                welcome(channel);
            }
        } catch (IOException _) {
            // Out of descriptors, most likely. The one who knocks waits in the backlog; trying at once would only spin.
            acceptPaused = true;
            acceptPauses.incrementAndGet();
            acceptAgainAt = System.nanoTime() + ACCEPT_PAUSE.toNanos();
            acceptKey.interestOps(0);
        }
    }

    private void welcome(SocketChannel channel) throws IOException {
        channel.configureBlocking(false);
        if (!Peers.userOf(channel).map(admitted::test).orElse(false)) {
            turnAway(
                    channel,
                    new Fault.NotPermitted(
                            "this daemon belongs to another user. Run as that user, or set DARUMA_HOME to a"
                                    + " directory of your own"));
            return;
        }
        if (connections.size() >= limits.connections()) {
            turnAway(channel, new Fault.TooManyConnections(limits.connections()));
            return;
        }
        var key = channel.register(selector, SelectionKey.OP_READ);
        var connection = new Connection(this, channel, key, limits);
        key.attach(connection);
        connections.add(connection);
    }

    private static void turnAway(SocketChannel channel, Fault.Remote fault) throws IOException {
        try (channel) {
            channel.write(Framing.frame(Connection.error(fault).json(0)));
        }
    }

    private void sayLastWords() throws IOException {
        acceptKey.cancel();
        var until = System.nanoTime() + LAST_WORDS.toNanos();
        while (System.nanoTime() < until && connections.stream().anyMatch(Connection::hasWords)) {
            selector.select(this::ready, 10);
            for (var connection = woken.poll(); connection != null; connection = woken.poll()) {
                guarded(connection, it -> it.onWake(shared));
            }
        }
    }

    private void closeAll() {
        connections.forEach(Connection::close);
        try {
            listening.close();
            selector.close();
        } catch (IOException e) {
            throw new UncheckedIOException("the control socket cannot be closed", e);
        }
    }
}
