package daruma.balancer.http;

import daruma.balancer.route.Backend;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A connection to an endpoint: idle, or in the service of one exchange at a time. */
final class Upstream extends ChannelInboundHandlerAdapter implements BodyReader.Sink {
    private static final byte[] CRLF = {'\r', '\n'};
    private static final ByteBuf LAST_CHUNK =
            Unpooled.unreleasableBuffer(Unpooled.directBuffer(5).writeBytes(Ascii.bytes("0\r\n\r\n")));

    private final HttpLane lane;
    private final Backend backend;
    private final BodyReader body = new BodyReader();
    private final Watch watch;
    private Channel channel;
    private @Nullable Exchange exchange;
    private @Nullable ByteBuf early;
    private boolean headSeen;
    private boolean keepAlive;
    private boolean tunnel;
    private boolean used;
    private boolean closed;
    private boolean inputEnded;
    private long idleSince;
    private long idleAtMost = HttpLane.IDLE_AT_MOST;

    /** Not connected yet. */
    Upstream(HttpLane lane, Backend backend, Channel channel) {
        this.lane = lane;
        this.backend = backend;
        this.channel = channel;
        watch = new Watch(lane.loop, this::late);
    }

    Backend backend() {
        return backend;
    }

    /** Whether it has served a request before: then its end may only mean that it was idle for too long. */
    boolean isUsed() {
        return used;
    }

    boolean isUsable(long now) {
        return !closed && channel.isActive() && idleFor(now) < idleAtMost && backend.keepsConnections();
    }

    long idleFor(long now) {
        return now - idleSince;
    }

    void close() {
        if (!closed) {
            closed = true;
            channel.close();
        }
    }

    /** Sends the head of a request; the answer goes to the exchange. */
    void begin(Exchange newExchange, ByteBuf head, boolean flush) {
        exchange = newExchange;
        headSeen = false;
        tunnel = false;
        keepAlive = false;
        body.none();
        channel.write(head, channel.voidPromise());
        if (flush) {
            channel.flush();
        }
    }

    /** A piece of the request's body, or of a tunnel. */
    void send(ByteBuf piece, boolean chunked) {
        if (!chunked) {
            channel.write(piece, channel.voidPromise());
            return;
        }
        channel.write(chunkLine(channel, piece.readableBytes()), channel.voidPromise());
        channel.write(piece, channel.voidPromise());
        channel.write(Unpooled.wrappedBuffer(CRLF), channel.voidPromise());
    }

    static ByteBuf chunkLine(Channel channel, int size) {
        return channel.alloc().directBuffer(12).writeBytes(Ascii.bytes(Integer.toHexString(size) + "\r\n"));
    }

    static ByteBuf lastChunk() {
        return LAST_CHUNK.duplicate();
    }

    void sendEnd(boolean chunked) {
        if (chunked) {
            channel.write(lastChunk(), channel.voidPromise());
        }
        channel.flush();
    }

    void flush() {
        channel.flush();
    }

    boolean isWritable() {
        return channel.isWritable();
    }

    /** From now on an answer, or its next piece, is expected within this time. */
    void expect(long nanos) {
        watch.within(lane.now(), nanos);
    }

    void endOfTunnel() {
        if (channel instanceof io.netty.channel.socket.DuplexChannel duplex) {
            // Behind all that waits to be sent: Netty would drop it.
            channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(_ -> duplex.shutdownOutput());
        }
    }

    void read(boolean wanted) {
        if (channel.config().isAutoRead() != wanted) {
            channel.config().setAutoRead(wanted);
        }
    }

    /** The exchange has what it wanted; or it wants no more of this connection. */
    void release(boolean reusable) {
        exchange = null;
        watch.off();
        if (reusable && keepAlive && !closed && !inputEnded && early == null && backend.keepsConnections()) {
            used = true;
            idleSince = lane.now();
            read(true);
            lane.keep(backend, this);
        } else {
            close();
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        backend.connected();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        backend.disconnected();
        ended("it closed the connection");
        closed = true;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            inputEnded = true;
            var current = exchange;
            if (tunnel && current != null) {
                current.tunnelEnded();
                return;
            }
            ended("it closed the connection");
            close();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ended(cause instanceof java.io.IOException ? "it broke the connection" : cause.toString());
        close();
    }

    private void ended(String why) {
        lane.touch();
        watch.off();
        var rest = early;
        early = null;
        if (rest != null) {
            rest.release();
        }
        var current = exchange;
        if (current == null) {
            lane.forget(backend, this);
            return;
        }
        exchange = null;
        closed = true;
        channel.close();
        if (headSeen && body.endsWithConnection() && !tunnel) {
            current.answered(false);
        } else {
            current.broken(this, why);
        }
    }

    private void late() {
        lane.touch();
        var current = exchange;
        if (current != null) {
            exchange = null;
            close();
            current.late(this);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        var in = (ByteBuf) message;
        lane.touch();
        var rest = early;
        if (rest != null) {
            early = null;
            in = join(ctx, rest, in);
        }
        try {
            take(in);
        } finally {
            in.release();
        }
    }

    static ByteBuf join(ChannelHandlerContext ctx, ByteBuf first, ByteBuf second) {
        var joined = ctx.alloc().directBuffer(first.readableBytes() + second.readableBytes());
        joined.writeBytes(first).writeBytes(second);
        first.release();
        ReferenceCountUtil.release(second);
        return joined;
    }

    private void take(ByteBuf in) {
        while (in.isReadable()) {
            var current = exchange;
            if (current == null) {
                // Nobody asked for that: a connection on which answers and questions do not match is of no use.
                close();
                return;
            }
            if (tunnel) {
                backend.bytes(lane.index, 0, in.readableBytes());
                current.tunnelled(in.readRetainedSlice(in.readableBytes()));
                return;
            }
            if (!headSeen) {
                if (!takeHead(current, in)) {
                    return;
                }
                continue;
            }
            body.read(in, this);
            if (body.isMalformed()) {
                fail(current, body.problem());
                return;
            }
            if (body.isDone() && exchange == current) {
                done(current, in);
            }
        }
    }

    private void done(Exchange current, ByteBuf in) {
        if (in.isReadable()) {
            keepAlive = false;
        }
        current.answered(keepAlive);
    }

    /** Reads one head; false: more is needed, or there is no point in going on. */
    private boolean takeHead(Exchange current, ByteBuf in) {
        var head = lane.response;
        var available = Math.min(in.readableBytes(), ResponseHead.LONGEST);
        in.getBytes(in.readerIndex(), head.bytes(), 0, available);
        switch (head.parse(available)) {
            case INCOMPLETE -> {
                early = in.readRetainedSlice(in.readableBytes());
                return false;
            }
            case MALFORMED -> {
                fail(current, "its answer is no HTTP: " + head.problem());
                return false;
            }
            case COMPLETE -> in.skipBytes(head.length());
        }
        if (head.isInformational()) {
            return informational(current, head);
        }
        headSeen = true;
        keepAlive = head.keepsAlive();
        noteKeepAlive(head);
        var bodiless = current.isHead() || head.isBodiless();
        if (bodiless) {
            body.none();
        } else if (head.isChunked()) {
            body.chunks();
        } else if (head.contentLength() >= 0) {
            body.length(head.contentLength());
        } else {
            body.untilClose();
            keepAlive = false;
        }
        current.head(head, !body.isDone());
        if (body.isDone() && exchange == current) {
            done(current, in);
        }
        return exchange != null;
    }

    private boolean informational(Exchange current, ResponseHead head) {
        if (head.status() == 101) {
            if (!current.wantsUpgrade()) {
                fail(current, "it switched to another protocol, and nobody had asked for that");
                return false;
            }
            tunnel = true;
            headSeen = true;
            watch.off();
            current.switched(head);
            return true;
        }
        current.informational(head);
        return true;
    }

    /** {@code Keep-Alive: timeout=5}: it will close the connection then, so it is not used for so long. */
    private void noteKeepAlive(ResponseHead head) {
        var field = head.fields().find(FieldName.KEEP_ALIVE);
        if (field < 0) {
            return;
        }
        var value = head.fields().value(field);
        var at = value.indexOf("timeout=");
        if (at < 0) {
            return;
        }
        var end = at + 8;
        while (end < value.length() && Character.isDigit(value.charAt(end)) && end - at < 14) {
            end++;
        }
        if (end > at + 8) {
            var seconds = Long.parseLong(value.substring(at + 8, end));
            idleAtMost = Math.min(HttpLane.IDLE_AT_MOST, Math.max(0, TimeUnit.SECONDS.toNanos(seconds) * 4 / 5));
        }
    }

    private void fail(Exchange current, String why) {
        exchange = null;
        watch.off();
        close();
        current.broken(this, why);
    }

    @Override
    public void data(ByteBuf piece) {
        var current = exchange;
        if (current == null) {
            piece.release();
            return;
        }
        backend.bytes(lane.index, 0, piece.readableBytes());
        current.data(piece);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        var current = exchange;
        if (current != null && headSeen) {
            current.pieceComplete();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        var current = exchange;
        if (current != null) {
            current.upstreamWritable(ctx.channel().isWritable());
        }
    }
}
