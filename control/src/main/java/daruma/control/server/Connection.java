package daruma.control.server;

import daruma.control.Fault;
import daruma.control.FaultCodec;
import daruma.control.json.BadJson;
import daruma.control.json.JsonText;
import daruma.control.varlink.Call;
import daruma.control.varlink.Framing;
import daruma.control.varlink.Reply;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One client. Reads, cuts into calls, hands them out one at a time, and writes what is in the outbox. Everything here runs on
 * the server's selecting thread but for {@link #send}, {@link #finished}, {@link #hasRoom} and {@link #run}.
 */
final class Connection {
    /** While a call is under way, so much of the calls behind it is read and no more; the rest waits in the kernel. */
    private static final int READ_AHEAD = 64 << 10;

    private final ControlServer server;
    private final SocketChannel channel;
    private final SelectionKey key;
    private final Framing framing;
    private final Outbox outbox;
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private volatile @Nullable Exchange<?> current;
    private volatile boolean busy;
    private @Nullable ByteBuffer inFlight;
    private int held;
    private boolean hungUp;
    private boolean closing;
    private boolean closed;

    Connection(ControlServer server, SocketChannel channel, SelectionKey key, ServerLimits limits) {
        this.server = server;
        this.channel = channel;
        this.key = key;
        framing = new Framing(limits.messageBytes());
        outbox = new Outbox(limits.outboxBytes(), limits.hardOutboxBytes());
    }

    static Outgoing error(Fault.Remote fault) {
        return new Outgoing.Fixed(Reply.error(FaultCodec.name(fault), FaultCodec.parameters(fault)), 512);
    }

    void send(Outgoing outgoing) {
        outbox.add(outgoing);
        wake();
    }

    /** The call that was under way has its last answer. */
    void finished() {
        current = null;
        busy = false;
        wake();
    }

    boolean hasRoom() {
        return outbox.hasRoom();
    }

    /** Whether something still waits to be sent. */
    boolean hasWords() {
        return inFlight != null || !outbox.isEmpty();
    }

    void run(Runnable task) {
        server.run(task);
    }

    private void wake() {
        if (scheduled.compareAndSet(false, true)) {
            server.wake(this);
        }
    }

    /** Something was added to the outbox, or a call has ended. */
    void onWake(ByteBuffer shared) {
        scheduled.set(false);
        progress(shared);
    }

    void onReadable(ByteBuffer shared) {
        try {
            while (!hungUp && !closing && wantsMore()) {
                shared.clear();
                var count = channel.read(shared);
                if (count < 0) {
                    hungUp = true;
                } else if (count == 0) {
                    break;
                } else {
                    framing.feed(shared.flip());
                    account();
                    if (busy) {
                        break;
                    }
                    nextCall();
                }
            }
        } catch (IOException _) {
            // The client broke the connection; there is nobody to tell.
            close();
            return;
        }
        progress(shared);
    }

    /** Does all that can be done without waiting: starts the next call, writes, sets what to wait for, or closes. */
    void progress(ByteBuffer shared) {
        if (closed) {
            return;
        }
        try {
            nextCall();
            flush(shared);
        } catch (IOException _) {
            close();
            return;
        }
        var exchange = current;
        if (exchange != null) {
            exchange.room();
            // A client that has closed its side while a stream was under way is gone: nothing else would ever tell.
            if (hungUp && exchange.streaming()) {
                close();
                return;
            }
        }
        var idle = inFlight == null && outbox.isEmpty();
        if (idle && (outbox.isCutOff() || (!busy && (hungUp || closing)))) {
            close();
            return;
        }
        var interest =
                (!idle ? SelectionKey.OP_WRITE : 0) | (!hungUp && !closing && wantsMore() ? SelectionKey.OP_READ : 0);
        if (key.interestOps() != interest) {
            key.interestOps(interest);
        }
    }

    void close() {
        if (closed) {
            return;
        }
        closed = true;
        server.account(-held);
        server.forget(this);
        var exchange = current;
        current = null;
        outbox.clear();
        inFlight = null;
        try {
            channel.close();
        } catch (IOException _) {
            // Closing was all that was wanted of it.
            busy = false;
        }
        if (exchange != null) {
            exchange.abandon();
        }
    }

    private boolean wantsMore() {
        return !busy || framing.held() < READ_AHEAD;
    }

    private void nextCall() {
        while (!busy && !closing && outbox.hasRoom()) {
            var message = framing.next();
            if (message.isEmpty()) {
                if (framing.tooLong()) {
                    refuse("the message is longer than allowed; send less at a time");
                }
                break;
            }
            account();
            begin(message.get());
        }
    }

    private void begin(byte[] message) {
        Call call;
        try {
            call = Call.read(JsonText.parse(message, server.limits().values()));
        } catch (BadJson e) {
            // Whoever sends this is not in step with us any more: say why, then hang up.
            refuse(String.valueOf(e.getMessage()));
            return;
        }
        busy = true;
        var exchange = server.dispatch(this, call);
        current = exchange;
        // It may have been answered before it was remembered.
        if (exchange != null && !exchange.open()) {
            current = null;
        }
    }

    private void refuse(String problem) {
        closing = true;
        outbox.add(error(new Fault.InvalidParameter("", problem)));
    }

    private void account() {
        var now = framing.held();
        if (!server.account(now - held)) {
            refuse("too many large messages are under way; try again in a moment");
        }
        held = now;
    }

    private void flush(ByteBuffer shared) throws IOException {
        while (true) {
            var bytes = inFlight;
            if (bytes == null) {
                var next = outbox.take();
                if (next.isEmpty()) {
                    return;
                }
                bytes = Framing.frame(next.get());
                inFlight = bytes;
            }
            while (bytes.hasRemaining()) {
                // Through the one direct buffer: a large heap buffer would be copied into a cached one of its size.
                shared.clear();
                var chunk = Math.min(shared.remaining(), bytes.remaining());
                shared.put(bytes.slice(bytes.position(), chunk)).flip();
                var written = channel.write(shared);
                if (written == 0) {
                    return;
                }
                bytes.position(bytes.position() + written);
            }
            inFlight = null;
        }
    }
}
