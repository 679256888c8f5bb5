package daruma.control.traffic;

import daruma.control.codec.ExitCodec;
import daruma.control.json.BadJson;
import daruma.control.json.Fields;
import daruma.control.json.Json;
import daruma.control.json.JsonText;
import daruma.control.varlink.Call;
import daruma.control.varlink.Framing;
import daruma.control.varlink.Reply;
import daruma.model.Incarnation;
import daruma.model.traffic.TrafficFigures;
import daruma.model.traffic.TrafficTable;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Function;

/**
 * Asks the balancer, one connection per question: it is on this machine, and there is none to look after when it was
 * replaced. Blocks for as long as the limit says; any thread.
 */
public final class BalancerClient {
    private static final int READ_AT_ONCE = 16 << 10;

    private final Path socket;

    /**
     * For a balancer that may be there or not.
     *
     * @param socket {@code control.sock} in the balancer's directory
     */
    public BalancerClient(Path socket) {
        this.socket = socket;
    }

    /** What is in force when this returns {@link BalancerReply.Answered}: the revision of the table. */
    public BalancerReply<Long> apply(TrafficTable table, Duration limit) {
        var parameters = Json.object().put("table", TableCodec.write(table)).build();
        return ask(BalancerInterface.APPLY, parameters, limit, in -> in.integer("revision"));
    }

    /** The table in force. */
    public BalancerReply<TrafficTable> table(Duration limit) {
        return ask(BalancerInterface.APPLIED, Json.Obj.EMPTY, limit, in -> in.object("table", TableCodec::table));
    }

    public BalancerReply<TrafficFigures> figures(Duration limit) {
        return ask(BalancerInterface.FIGURES, Json.Obj.EMPTY, limit, FiguresCodec::figures);
    }

    /** Its pid; answered as soon as it serves. */
    public BalancerReply<Long> ping(Duration limit) {
        return ask(BalancerInterface.PING, Json.Obj.EMPTY, limit, in -> in.integer("pid"));
    }

    /** Waits until nothing is under way at an endpoint. The answer is how much still is: 0 unless the time was up. */
    public BalancerReply<Integer> awaitIdle(Incarnation endpoint, Duration timeout) {
        var parameters = Json.object()
                .put("incarnation", ExitCodec.write(endpoint))
                .put("timeout", timeout.toString())
                .build();
        return ask(BalancerInterface.AWAIT_IDLE, parameters, timeout.plusSeconds(2), in -> in.int32("inFlight"));
    }

    private <T> BalancerReply<T> ask(String method, Json.Obj parameters, Duration limit, Function<Fields, T> reader) {
        var until = System.nanoTime() + limit.toNanos();
        try (var selector = Selector.open();
                var channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(socket));
            channel.configureBlocking(false);
            var key = channel.register(selector, SelectionKey.OP_WRITE);
            var out = Framing.frame(new Call(method, parameters, false, false).json());
            var framing = new Framing(64 << 20);
            var in = ByteBuffer.allocate(READ_AT_ONCE);
            while (true) {
                var left = until - System.nanoTime();
                if (left <= 0) {
                    return new BalancerReply.Silent<>("the balancer did not answer within " + limit.toMillis() + " ms");
                }
                selector.select(Math.max(1, left / 1_000_000));
                selector.selectedKeys().clear();
                if (out.hasRemaining()) {
                    channel.write(out);
                    key.interestOps(out.hasRemaining() ? SelectionKey.OP_WRITE : SelectionKey.OP_READ);
                    continue;
                }
                if (channel.read(in.clear()) < 0) {
                    return new BalancerReply.Silent<>("the balancer hung up");
                }
                framing.feed(in.flip());
                var message = framing.next();
                if (message.isPresent()) {
                    return read(Reply.read(JsonText.parse(message.get())), reader);
                }
            }
        } catch (IOException e) {
            return new BalancerReply.Silent<>("the balancer cannot be reached at " + socket + ": " + e.getMessage());
        } catch (BadJson e) {
            return new BalancerReply.Silent<>("the balancer's answer is not understood: " + e.getMessage());
        }
    }

    private static <T> BalancerReply<T> read(Reply reply, Function<Fields, T> reader) {
        if (reply.error().isPresent()) {
            var members = reply.parameters().members();
            var said = members.get("message");
            return new BalancerReply.Declined<>(
                    reply.error().get(),
                    said instanceof Json.Str(var text) ? text : JsonText.print(reply.parameters()));
        }
        return new BalancerReply.Answered<>(Fields.read(reply.parameters(), "", Fields.Rule.LENIENT, reader));
    }
}
