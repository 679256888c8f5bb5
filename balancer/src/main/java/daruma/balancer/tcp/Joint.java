package daruma.balancer.tcp;

import daruma.balancer.route.Backend;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import org.jspecify.annotations.Nullable;

/** The endpoint's side of a connection that is passed through. Each side reads only as fast as the other can write. */
final class Joint extends ChannelInboundHandlerAdapter {
    private final Backend backend;
    private final Channel client;
    private @Nullable Channel endpoint;

    Joint(Backend backend, Channel client) {
        this.backend = backend;
        this.client = client;
    }

    Backend backend() {
        return backend;
    }

    static boolean isEndOfInput(Object event) {
        return event instanceof ChannelInputShutdownEvent;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        endpoint = ctx.channel();
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        backend.connected();
    }

    void send(ByteBuf piece, Channel from) {
        var to = endpoint;
        if (to == null) {
            piece.release();
            return;
        }
        to.write(piece, to.voidPromise());
        if (!to.isWritable()) {
            to.flush();
            from.config().setAutoRead(to.isWritable());
        }
    }

    void flush(Channel from) {
        var to = endpoint;
        if (to != null) {
            to.flush();
            if (!to.isWritable()) {
                from.config().setAutoRead(false);
            }
        }
    }

    void read(boolean wanted) {
        var from = endpoint;
        if (from != null) {
            from.config().setAutoRead(wanted);
        }
    }

    void endOutput() {
        endOutput(endpoint);
    }

    private static void endOutput(@Nullable Channel channel) {
        if (channel instanceof DuplexChannel duplex && channel.pipeline().get("tls") == null) {
            if (duplex.isInputShutdown()) {
                TcpFront.flushAndClose(channel);
            } else {
                // Behind all that waits to be sent: Netty would drop it.
                channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(_ -> duplex.shutdownOutput());
            }
        } else if (channel != null) {
            TcpFront.flushAndClose(channel);
        }
    }

    void close() {
        var channel = endpoint;
        if (channel != null && channel.isOpen()) {
            TcpFront.flushAndClose(channel);
        }
    }

    /** What was broken on one side is broken for the other, and not ended in order. */
    static void reset(Channel channel) {
        channel.config().setOption(ChannelOption.SO_LINGER, 0);
        channel.close();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        var piece = (ByteBuf) message;
        backend.bytes(0, 0, piece.readableBytes());
        client.write(piece, client.voidPromise());
        if (!client.isWritable()) {
            client.flush();
            ctx.channel().config().setAutoRead(client.isWritable());
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        client.flush();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        client.config().setAutoRead(ctx.channel().isWritable());
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (isEndOfInput(event)) {
            endOutput(client);
            if (((DuplexChannel) ctx.channel()).isOutputShutdown()) {
                ctx.close();
            }
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        backend.disconnected();
        if (client.isOpen()) {
            TcpFront.flushAndClose(client);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        reset(client);
        ctx.close();
    }
}
