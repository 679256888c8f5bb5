package daruma.balancer.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A stream of HTTP/2: one request. Its head is written as one of HTTP/1.1 and read as such, so that what is refused there is
 * refused here, too; its body must be as long as it says.
 */
final class StreamFront extends ChannelInboundHandlerAdapter implements ClientLeg {
    private static final byte[] NOTHING = {};

    private final HttpLane lane;
    private final ClientInfo info;
    private final ArrayDeque<ByteBuf> early = new ArrayDeque<>();
    private @Nullable ChannelHandlerContext context;
    private @Nullable Exchange exchange;
    private @Nullable ByteBuf held;
    private long left = -1;
    private boolean headSeen;
    private boolean bodyWanted;
    private boolean bodyCame;
    private boolean bodyTold;
    private boolean answerBegun;
    private boolean answerEnded;
    private boolean isHead;

    StreamFront(HttpLane lane, ClientInfo info) {
        this.lane = lane;
        this.info = info;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
    }

    private ChannelHandlerContext ctx() {
        var known = context;
        if (known == null) {
            throw new IllegalStateException("not in a pipeline");
        }
        return known;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        lane.touch();
        try {
            switch (message) {
                case Http2HeadersFrame frame -> headers(frame);
                case Http2DataFrame frame -> data(frame);
                case Http2ResetFrame _ -> gone();
                default -> {
                    // Priorities and the like: nothing depends on them.
                }
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private void headers(Http2HeadersFrame frame) {
        if (headSeen) {
            // Trailers: dropped, as those of chunks are.
            if (frame.isEndStream()) {
                endOfBody();
            }
            return;
        }
        headSeen = true;
        bodyCame = frame.isEndStream();
        bodyTold = bodyCame;
        var head = lane.request;
        var refusal = StreamHead.write(frame.headers(), frame.isEndStream(), head);
        if (refusal != null) {
            lane.counters.malformed.increment();
            refuse(refusal);
            return;
        }
        isHead = head.method() == Method.HEAD;
        left = head.contentLength();
        if (!bodyCame) {
            // What of the body has come already is kept; more comes when it is wanted.
            ctx().channel().config().setAutoRead(false);
        }
        var next = new Exchange(lane, this, info, head);
        exchange = next;
        next.begin();
    }

    private void data(Http2DataFrame frame) {
        var size = frame.content().readableBytes();
        if (left >= 0 && size > left) {
            malformed("the body is longer than its Content-Length");
            return;
        }
        left -= left >= 0 ? size : 0;
        if (size > 0) {
            early.add(frame.content().retain());
        }
        if (frame.isEndStream()) {
            endOfBody();
        }
        pass();
    }

    private void endOfBody() {
        if (left > 0) {
            malformed("the body is shorter than its Content-Length");
            return;
        }
        bodyCame = true;
        pass();
    }

    private void malformed(String why) {
        var current = exchange;
        exchange = null;
        dropEarly();
        if (current != null) {
            current.malformed();
        }
        if (answerBegun) {
            cut();
        } else {
            refuse(Refusal.malformed(why));
        }
    }

    private void pass() {
        var current = exchange;
        if (current == null) {
            dropEarly();
            return;
        }
        while (bodyWanted && !early.isEmpty()) {
            current.requestData(early.poll());
        }
        if (bodyCame && early.isEmpty() && !bodyTold && bodyWanted) {
            bodyTold = true;
            current.requestEnd();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        var current = exchange;
        if (current != null && !bodyTold) {
            current.requestFlush();
        }
    }

    private void dropEarly() {
        while (!early.isEmpty()) {
            early.poll().release();
        }
    }

    @Override
    public void informational(ResponseHead head) {
        if (head.status() != 101) {
            ctx().write(new DefaultHttp2HeadersFrame(StreamHead.of(head, NOTHING), false));
        }
    }

    @Override
    public void head(ResponseHead head, boolean hasBody, byte[] setCookie) {
        answerBegun = true;
        answerEnded = !hasBody;
        ctx().write(new DefaultHttp2HeadersFrame(StreamHead.of(head, setCookie), !hasBody));
    }

    @Override
    public void answer(ByteBuf piece) {
        writeHeld(false);
        held = piece;
    }

    private void writeHeld(boolean last) {
        var piece = held;
        held = null;
        if (piece != null) {
            ctx().write(new DefaultHttp2DataFrame(piece, last));
        } else if (last) {
            ctx().write(new DefaultHttp2DataFrame(Unpooled.EMPTY_BUFFER, true));
        }
    }

    @Override
    public void end() {
        exchange = null;
        if (!answerEnded) {
            answerEnded = true;
            writeHeld(true);
        }
        ctx().flush();
        afterAnswer();
    }

    private void afterAnswer() {
        dropEarly();
        if (!bodyCame) {
            // RFC 9113, 8.1: the answer is complete, and the rest of the request is not wanted.
            ctx().writeAndFlush(new DefaultHttp2ResetFrame(Http2Error.NO_ERROR));
        }
    }

    @Override
    public void cut() {
        exchange = null;
        var piece = held;
        held = null;
        if (piece != null) {
            piece.release();
        }
        dropEarly();
        ctx().writeAndFlush(new DefaultHttp2ResetFrame(Http2Error.INTERNAL_ERROR));
    }

    @Override
    public void refuse(Refusal refusal) {
        exchange = null;
        var body = (refusal.status() + " " + Reasons.of(refusal.status()) + ": " + refusal.why() + "\n")
                .getBytes(StandardCharsets.UTF_8);
        var headers = new DefaultHttp2Headers()
                .status(Integer.toString(refusal.status()))
                .add("server", "daruma")
                .add("content-type", "text/plain; charset=utf-8")
                .add("content-length", Integer.toString(body.length).toLowerCase(Locale.ROOT));
        answerBegun = true;
        answerEnded = true;
        ctx().write(new DefaultHttp2HeadersFrame(headers, isHead));
        if (!isHead) {
            ctx().write(new DefaultHttp2DataFrame(Unpooled.wrappedBuffer(body), true));
        }
        ctx().flush();
        afterAnswer();
    }

    @Override
    public void switched(ResponseHead head) {
        throw new IllegalStateException("nobody can ask for that over HTTP/2");
    }

    @Override
    public void flush() {
        writeHeld(false);
        ctx().flush();
    }

    @Override
    public boolean isWritable() {
        return ctx().channel().isWritable();
    }

    @Override
    public void readBody(boolean wanted) {
        bodyWanted = wanted;
        ctx().channel().config().setAutoRead(wanted);
        if (wanted) {
            pass();
        }
    }

    @Override
    public void endOfTunnel() {
        // There are no tunnels in HTTP/2 here.
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        var current = exchange;
        if (current != null && ctx.channel().isWritable()) {
            current.clientWritable(true);
        }
    }

    private void gone() {
        var current = exchange;
        exchange = null;
        if (current != null) {
            current.abandon();
        }
        dropEarly();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof Http2ResetFrame) {
            gone();
        }
        ReferenceCountUtil.release(event);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        gone();
        var piece = held;
        held = null;
        if (piece != null) {
            piece.release();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        gone();
        ctx.close();
    }
}
