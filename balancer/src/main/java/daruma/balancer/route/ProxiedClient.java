package daruma.balancer.route;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.haproxy.HAProxyCommand;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.handler.codec.haproxy.HAProxyMessageDecoder;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Waits for the header of the PROXY protocol, in either version; a connection without one is closed. */
public final class ProxiedClient extends SimpleChannelInboundHandler<HAProxyMessage> {
    private static final int PATIENCE_SECONDS = 10;
    private final Consumer<InetSocketAddress> then;
    private boolean told;

    private ProxiedClient(Consumer<InetSocketAddress> then) {
        this.then = then;
    }

    /**
     * Goes on with the client's address, once it is known.
     *
     * @param then puts its handlers behind; what follows the header comes to them
     */
    public static void await(Channel channel, Consumer<InetSocketAddress> then) {
        var handler = new ProxiedClient(then);
        channel.pipeline().addLast(new HAProxyMessageDecoder(true), handler);
        channel.eventLoop()
                .schedule(
                        () -> {
                            if (!handler.told) {
                                channel.close();
                            }
                        },
                        PATIENCE_SECONDS,
                        TimeUnit.SECONDS);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, HAProxyMessage header) {
        told = true;
        var source = header.sourceAddress();
        // LOCAL: the proxy itself asks, to see whether we live.
        var known = header.command() == HAProxyCommand.PROXY && source != null;
        then.accept(
                known
                        ? new InetSocketAddress(source, header.sourcePort())
                        : (InetSocketAddress) ctx.channel().remoteAddress());
        ctx.pipeline().remove(this);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        told = true;
        ctx.close();
    }
}
