package daruma.balancer.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A client's connection of HTTP/1: one request after the other. */
final class HttpFront extends ChannelInboundHandlerAdapter implements ClientLeg, BodyReader.Sink {
    /** So much is read ahead of a request that is still under way; the rest waits in the kernel. */
    private static final int READ_AHEAD = 64 << 10;

    /** What is still read after we have said our last word, so that it reaches the client before a reset does. */
    private static final long LINGER_NANOS = TimeUnit.SECONDS.toNanos(2);

    private static final byte[] NOTHING = {};

    private enum Phase {
        /** A head is awaited or coming in. */
        HEAD,
        /** A request is under way. */
        EXCHANGE,
        TUNNEL,
        /** The last word is said; whatever comes is dropped. */
        LINGER
    }

    private final HttpLane lane;
    private final ClientInfo info;
    private final AnswerBuffer out;
    private final BodyReader body = new BodyReader();
    private @Nullable ChannelHandlerContext context;
    private Phase phase = Phase.HEAD;
    private @Nullable ByteBuf unread;
    private @Nullable Exchange exchange;
    private boolean bodyWanted;
    private boolean bodyTold;
    private boolean keepAlive;
    private boolean http10;
    private boolean isHead;
    private boolean inputEnded;
    private boolean outputEnded;
    private boolean inProgress;
    private boolean headBegun;
    private boolean watched;
    private long due;
    private boolean answerBegun;

    HttpFront(HttpLane lane, ClientInfo info, Channel channel) {
        this.lane = lane;
        this.info = info;
        out = new AnswerBuffer(channel, lane.text);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
        lane.touch();
        within(lane.route.balancing().timeouts().idle().toNanos());
        lane.joined(this);
    }

    private ChannelHandlerContext ctx() {
        var known = context;
        if (known == null) {
            throw new IllegalStateException("not in a pipeline");
        }
        return known;
    }

    private void within(long nanos) {
        due = lane.now() + nanos;
        watched = true;
    }

    /** Looked at every now and then: thousands of connections need no timer each. */
    void look(long now) {
        if (watched && now - due >= 0) {
            watched = false;
            tooSlow();
        }
    }

    /** The balancer is to end, or the frontend: idle connections go at once, others after their answer. */
    void drain() {
        keepAlive = false;
        if (phase == Phase.HEAD && unread == null) {
            ctx().close();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        var in = (ByteBuf) message;
        lane.touch();
        if (phase == Phase.LINGER) {
            in.release();
            return;
        }
        var rest = unread;
        unread = rest == null ? in : Upstream.join(ctx, rest, in);
        progress();
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        var current = exchange;
        if (current != null && (phase == Phase.TUNNEL || !bodyTold)) {
            current.requestFlush();
        }
    }

    /** Does all that can be done with what has come. */
    private void progress() {
        if (inProgress) {
            return;
        }
        inProgress = true;
        try {
            while (step()) {
                // There is more.
            }
        } finally {
            inProgress = false;
        }
        var in = unread;
        if (in != null && !in.isReadable()) {
            in.release();
            unread = null;
        }
        var full = unread != null && unread.readableBytes() >= READ_AHEAD;
        if (ctx().channel().config().isAutoRead() == full && phase != Phase.LINGER) {
            ctx().channel().config().setAutoRead(!full);
        }
    }

    private boolean step() {
        var in = unread;
        if (in == null || !in.isReadable()) {
            return false;
        }
        return switch (phase) {
            case HEAD -> takeHead(in);
            case EXCHANGE -> takeBody(in);
            case TUNNEL -> takeTunnel(in);
            case LINGER -> {
                in.skipBytes(in.readableBytes());
                yield false;
            }
        };
    }

    private boolean takeHead(ByteBuf in) {
        if (!headBegun) {
            headBegun = true;
            if (Preface.startsIn(in)) {
                if (Preface.isWholeIn(in)) {
                    toHttp2(in);
                }
                headBegun = false;
                return false;
            }
            within(lane.route.balancing().timeouts().idle().toNanos());
        }
        var head = lane.request;
        var available = Math.min(in.readableBytes(), RequestHead.LONGEST);
        in.getBytes(in.readerIndex(), head.bytes(), 0, available);
        switch (head.parse(available)) {
            case INCOMPLETE -> {
                return false;
            }
            case REFUSED -> {
                lane.counters.malformed.increment();
                keepAlive = false;
                isHead = false;
                body.none();
                var why = head.refusal();
                refuse(why == null ? Refusal.malformed("it is not understood") : why);
                return false;
            }
            case COMPLETE -> in.skipBytes(head.length());
        }
        begin(head);
        return true;
    }

    private void begin(RequestHead head) {
        headBegun = false;
        answerBegun = false;
        watched = false;
        phase = Phase.EXCHANGE;
        keepAlive = head.keepsAlive() && !lane.service.isDraining();
        http10 = head.isHttp10();
        isHead = head.method() == Method.HEAD;
        bodyWanted = false;
        bodyTold = !head.hasBody();
        if (head.isChunked()) {
            body.chunks();
        } else if (head.contentLength() > 0) {
            body.length(head.contentLength());
        } else {
            body.none();
        }
        var next = new Exchange(lane, this, info, head);
        exchange = next;
        next.begin();
    }

    private boolean takeBody(ByteBuf in) {
        var current = exchange;
        if (bodyTold || !bodyWanted || current == null) {
            return false;
        }
        body.read(in, this);
        if (body.isMalformed()) {
            current.malformed();
            exchange = null;
            keepAlive = false;
            if (answerBegun) {
                cut();
            } else {
                refuse(Refusal.malformed(body.problem()));
            }
            return false;
        }
        if (body.isDone() && !bodyTold) {
            bodyTold = true;
            var still = exchange;
            if (still != null) {
                still.requestEnd();
            }
        }
        return true;
    }

    private boolean takeTunnel(ByteBuf in) {
        var current = exchange;
        if (!bodyWanted || current == null) {
            return false;
        }
        current.requestData(in.readRetainedSlice(in.readableBytes()));
        return true;
    }

    private void toHttp2(ByteBuf in) {
        watched = false;
        unread = null;
        lane.left(this);
        phase = Phase.LINGER;
        var pipeline = ctx().pipeline();
        Http2.addTo(pipeline, lane, info);
        pipeline.remove(this);
        pipeline.fireChannelRead(in);
    }

    /** A piece of the request's body. */
    @Override
    public void data(ByteBuf piece) {
        var current = exchange;
        if (current == null) {
            piece.release();
        } else {
            current.requestData(piece);
        }
    }

    @Override
    public void answer(ByteBuf piece) {
        out.data(piece);
    }

    @Override
    public void informational(ResponseHead head) {
        if (!http10) {
            out.head(head, false, ResponseWriter.Connection.KEPT, NOTHING);
        }
    }

    @Override
    public void head(ResponseHead head, boolean hasBody, byte[] setCookie) {
        answerBegun = true;
        var unknownLength = hasBody && head.contentLength() < 0;
        if ((unknownLength && http10) || !bodyTold || inputEnded || lane.service.isDraining()) {
            keepAlive = false;
        }
        out.head(head, unknownLength && !http10, connection(), setCookie);
    }

    private ResponseWriter.Connection connection() {
        if (!keepAlive) {
            return ResponseWriter.Connection.CLOSED;
        }
        return http10 ? ResponseWriter.Connection.KEPT_FOR_OLD : ResponseWriter.Connection.KEPT;
    }

    @Override
    public void end() {
        exchange = null;
        out.end();
        afterAnswer();
    }

    private void afterAnswer() {
        if (!keepAlive || !bodyTold || inputEnded) {
            closeAfterAnswer();
            return;
        }
        phase = Phase.HEAD;
        within(lane.route.balancing().timeouts().idle().toNanos());
        progress();
    }

    private void closeAfterAnswer() {
        var nothingComes = bodyTold && (unread == null || !unread.isReadable()) && phase == Phase.EXCHANGE;
        dropUnread();
        phase = Phase.LINGER;
        exchange = null;
        var done = ctx().writeAndFlush(Unpooled.EMPTY_BUFFER);
        if (nothingComes || inputEnded) {
            done.addListener(ChannelFutureListener.CLOSE);
            watched = false;
            return;
        }
        // A close with bytes unread would be a reset, and that may overtake our answer (RFC 9112, 9.6).
        done.addListener(_ -> endOutput());
        ctx().channel().config().setAutoRead(true);
        within(LINGER_NANOS);
    }

    private void dropUnread() {
        var in = unread;
        unread = null;
        if (in != null) {
            in.release();
        }
    }

    private void endOutput() {
        outputEnded = true;
        if (ctx().channel() instanceof DuplexChannel duplex && ctx().pipeline().get("tls") == null) {
            duplex.shutdownOutput();
        } else {
            ctx().close();
        }
    }

    @Override
    public void cut() {
        exchange = null;
        out.drop();
        // A reset, so that no client takes for complete what is not.
        ctx().channel().config().setOption(ChannelOption.SO_LINGER, 0);
        phase = Phase.LINGER;
        ctx().flush();
        ctx().close();
    }

    @Override
    public void refuse(Refusal refusal) {
        exchange = null;
        if (!bodyTold || refusal.status() < 500) {
            keepAlive = false;
        }
        out.refusal(refusal, !keepAlive, !isHead);
        out.flush();
        if (phase == Phase.HEAD) {
            bodyTold = false;
        }
        afterAnswer();
    }

    @Override
    public void switched(ResponseHead head) {
        phase = Phase.TUNNEL;
        bodyWanted = true;
        out.head(head, false, ResponseWriter.Connection.UPGRADED, NOTHING);
        // The switch is under way in the one who calls us: what came behind the request waits until that is done.
        lane.loop.execute(() -> {
            progress();
            var current = exchange;
            if (current != null) {
                current.requestFlush();
            }
        });
    }

    @Override
    public void flush() {
        out.flush();
    }

    @Override
    public boolean isWritable() {
        return ctx().channel().isWritable();
    }

    @Override
    public void readBody(boolean wanted) {
        bodyWanted = wanted;
        if (wanted) {
            progress();
        }
    }

    @Override
    public void endOfTunnel() {
        if (inputEnded) {
            closeBehindAll();
        } else if (!outputEnded) {
            outputEnded = true;
            out.flush();
            ctx().writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(_ -> endOutput());
        }
    }

    private void closeBehindAll() {
        out.flush();
        ctx().writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        var current = exchange;
        if (current != null && ctx.channel().isWritable()) {
            current.clientWritable(true);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (!(event instanceof ChannelInputShutdownEvent)) {
            ctx.fireUserEventTriggered(event);
            return;
        }
        inputEnded = true;
        var current = exchange;
        switch (phase) {
            case HEAD, LINGER -> ctx.close();
            case EXCHANGE -> {
                if (!bodyTold) {
                    // The request will never be complete.
                    ctx.close();
                }
            }
            case TUNNEL -> {
                if (current != null) {
                    current.requestEndOfTunnel();
                }
                if (outputEnded) {
                    closeBehindAll();
                }
            }
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        watched = false;
        phase = Phase.LINGER;
        lane.left(this);
        var current = exchange;
        exchange = null;
        if (current != null) {
            current.abandon();
        }
        dropUnread();
        out.drop();
        ctx.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (!(cause instanceof IOException)) {
            lane.service.unexpected(cause);
        }
        ctx.close();
    }

    private void tooSlow() {
        if (phase == Phase.HEAD && headBegun) {
            lane.counters.malformed.increment();
            keepAlive = false;
            bodyTold = true;
            isHead = false;
            refuse(new Refusal(408, "the head of the request did not come in time"));
        } else {
            ctx().close();
        }
    }
}
