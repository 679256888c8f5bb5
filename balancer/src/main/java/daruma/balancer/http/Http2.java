package daruma.balancer.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.flush.FlushConsolidationHandler;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.TimeUnit;

/** A connection of HTTP/2: frames, streams, and its end. */
final class Http2 extends ChannelInboundHandlerAdapter {
    private static final int STREAMS = 256;
    /** What a client may send of one body before it is asked for more. */
    private static final int WINDOW = 256 << 10;

    private static final int MOST_FLUSHES = 64;
    private static final long GRACE_MILLIS = 10_000;

    private final HttpLane lane;
    private final Http2FrameCodec codec;

    private Http2(HttpLane lane, Http2FrameCodec codec) {
        this.lane = lane;
        this.codec = codec;
    }

    /** Puts its handlers at the end of a pipeline. */
    static void addTo(ChannelPipeline pipeline, HttpLane lane, ClientInfo info) {
        var codec = Http2FrameCodecBuilder.forServer()
                .initialSettings(Http2Settings.defaultSettings()
                        .maxConcurrentStreams(STREAMS)
                        .initialWindowSize(WINDOW)
                        .maxHeaderListSize(RequestHead.LONGEST))
                .gracefulShutdownTimeoutMillis(GRACE_MILLIS)
                .build();
        var idle = lane.route.balancing().timeouts().idle().toMillis();
        pipeline.addLast(
                new IdleStateHandler(0, 0, idle, TimeUnit.MILLISECONDS),
                // Answers of several streams that come at the same moment go out in one piece.
                new FlushConsolidationHandler(MOST_FLUSHES, true),
                codec,
                new Http2MultiplexHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel stream) {
                        stream.pipeline().addLast(new StreamFront(lane, info));
                    }
                }),
                new Http2(lane, codec));
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        lane.joined(ctx.channel());
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        lane.left(ctx.channel());
        ctx.fireChannelInactive();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof IdleStateEvent && codec.connection().numActiveStreams() == 0) {
            ctx.close();
            return;
        }
        ctx.fireUserEventTriggered(event);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object frame) {
        // Of the connection as a whole: settings, pings and the like are answered by the codec.
        ReferenceCountUtil.release(frame);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close();
    }
}
