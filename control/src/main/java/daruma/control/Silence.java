package daruma.control;

import daruma.control.json.Json;
import daruma.control.varlink.Call;
import daruma.control.varlink.Framing;
import daruma.control.varlink.ServiceInterface;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Listens for signs of life while an answer is awaited. A socket that a holder keeps open takes connections although nobody
 * is behind it, so a connection alone is none. When nothing has come for a while, a second connection asks what every varlink
 * service answers at once ({@code GetInfo}); any bytes that come back, even an error, are a sign.
 */
final class Silence implements AutoCloseable {
    private final Path socket;
    private final Patience patience;
    private final Optional<Duration> limit;
    private final Consumer<Fault.Local> end;
    private final CountDownLatch over = new CountDownLatch(1);
    private final long began = System.nanoTime();
    private volatile long heardAt = began;

    private Silence(Path socket, Patience patience, Optional<Duration> limit, Consumer<Fault.Local> end) {
        this.socket = socket;
        this.patience = patience;
        this.limit = limit;
        this.end = end;
    }

    /**
     * Begins to listen.
     *
     * @param limit for all of it, whatever is heard; ends with {@link Fault.TimedOut}
     * @param end called once, on another thread, if it is not closed before
     */
    static Silence watch(Path socket, Patience patience, Optional<Duration> limit, Consumer<Fault.Local> end) {
        var silence = new Silence(socket, patience, limit, end);
        Thread.ofPlatform().daemon().name("silence").start(silence::listen);
        return silence;
    }

    /** Something came. */
    void heard() {
        heardAt = System.nanoTime();
    }

    @Override
    public void close() {
        over.countDown();
    }

    private void listen() {
        try {
            var pause = patience.pause().toNanos();
            var unanswered = 0;
            var next = heardAt + pause;
            while (!over.await(Math.min(next - System.nanoTime(), left()), TimeUnit.NANOSECONDS)) {
                if (left() <= 0) {
                    end.accept(new Fault.TimedOut(limit.orElseThrow()));
                    return;
                }
                var asked = System.nanoTime();
                if (asked - heardAt < pause) {
                    unanswered = 0;
                    next = heardAt + pause;
                    continue;
                }
                if (knock(Duration.ofNanos(Math.max(1, Math.min(pause, left()))))) {
                    heard();
                    unanswered = 0;
                    next = heardAt + pause;
                    continue;
                }
                next = asked + pause;
                unanswered++;
                // The call itself may have been answered meanwhile.
                if (asked - heardAt < 0 || left() <= 0) {
                    continue;
                }
                var why = patience.after(socket, patience.pause().multipliedBy(unanswered + 1L));
                if (why.isPresent() && over.getCount() > 0) {
                    end.accept(why.get());
                    return;
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private long left() {
        return limit.map(all -> began + all.toNanos() - System.nanoTime()).orElse(Long.MAX_VALUE);
    }

    @SuppressWarnings("try") // the deadline closes the channel under the waiting read
    private boolean knock(Duration wait) {
        try (var channel = SocketChannel.open(StandardProtocolFamily.UNIX);
                var _ = Deadline.after(wait, () -> closeQuietly(channel))) {
            channel.connect(UnixDomainSocketAddress.of(socket));
            var bytes = Framing.frame(new Call(ServiceInterface.GET_INFO, Json.Obj.EMPTY, false, false).json());
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            return channel.read(ByteBuffer.allocate(64)) > 0;
        } catch (IOException _) {
            return false; // no sign
        }
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
