package daruma.balancer.tcp;

import daruma.balancer.route.Backend;
import daruma.balancer.route.LiveRoute;
import daruma.balancer.route.ProxyHeader;
import daruma.balancer.route.Surroundings;
import daruma.model.traffic.ProxyProtocol;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A client's connection: finds an endpoint that accepts, then is joined to it. Nothing is read before. */
final class TcpFront extends ChannelInboundHandlerAdapter {
    private static final long LOOK_AGAIN_MILLIS = 20;

    private final LiveRoute route;
    private final Surroundings surroundings;
    private final InetSocketAddress client;
    private final long began = System.nanoTime();
    private final List<Backend> tried = new ArrayList<>();
    private final List<ByteBuf> early = new ArrayList<>();
    private @Nullable Joint toEndpoint;
    private boolean waiting;
    private boolean over;

    TcpFront(LiveRoute route, Surroundings surroundings, InetSocketAddress client) {
        this.route = route;
        this.surroundings = surroundings;
        this.client = client;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        route.counters().requests.increment();
        route.counters().inFlight.incrementAndGet();
        ctx.channel().config().setAutoRead(ctx.pipeline().get("tls") != null);
        look(ctx);
    }

    private void look(ChannelHandlerContext ctx) {
        if (over) {
            return;
        }
        var random = ThreadLocalRandom.current();
        var now = System.nanoTime();
        var key = client.getAddress().hashCode();
        var backend = route.choose(random, route.nextTurn(), key, now, tried);
        if (backend != null) {
            stopWaiting();
            connect(ctx, backend);
            return;
        }
        var limits = route.balancing();
        if (!route.hasProspects()
                || now - began > limits.timeouts().endpoint().toNanos()
                || (!waiting
                        && route.counters().waiting.get() >= limits.capacity().waiting())) {
            stopWaiting();
            route.counters().unavailable.increment();
            ctx.channel().config().setOption(ChannelOption.SO_LINGER, 0);
            ctx.close();
            return;
        }
        if (!waiting) {
            waiting = true;
            route.counters().waiting.incrementAndGet();
        }
        ctx.channel().eventLoop().schedule(() -> look(ctx), LOOK_AGAIN_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void stopWaiting() {
        if (waiting) {
            waiting = false;
            route.counters().waiting.decrementAndGet();
        }
    }

    private void connect(ChannelHandlerContext ctx, Backend backend) {
        backend.began(0);
        var joint = new Joint(backend, ctx.channel());
        surroundings
                .connecting()
                .clone(ctx.channel().eventLoop())
                .option(ChannelOption.AUTO_READ, false)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int)
                        route.balancing().timeouts().connect().toMillis())
                .handler(joint)
                .connect(backend.address())
                .addListener((ChannelFuture done) -> connected(ctx, joint, done));
    }

    private void connected(ChannelHandlerContext ctx, Joint joint, ChannelFuture done) {
        var backend = joint.backend();
        if (!done.isSuccess()) {
            backend.finished();
            if (done.cause() instanceof ConnectException) {
                route.refused(backend, System.nanoTime());
            }
            tried.remove(backend);
            tried.add(backend);
            look(ctx);
            return;
        }
        var endpoint = done.channel();
        // Begun until both sides have ended.
        endpoint.closeFuture().addListener(_ -> backend.finished());
        if (over) {
            endpoint.close();
            return;
        }
        route.succeeded(backend, System.nanoTime());
        backend.answered(0, System.nanoTime() - began);
        var header = route.balancing().proxyOut();
        if (header != ProxyProtocol.NONE) {
            endpoint.write(ProxyHeader.of(
                    header, client, (InetSocketAddress) ctx.channel().localAddress(), endpoint.alloc()));
        }
        for (var piece : early) {
            backend.bytes(0, piece.readableBytes(), 0);
            endpoint.write(piece);
        }
        early.clear();
        endpoint.flush();
        toEndpoint = joint;
        endpoint.config().setAutoRead(true);
        ctx.channel().config().setAutoRead(true);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        var piece = (ByteBuf) message;
        var joint = toEndpoint;
        if (joint == null) {
            early.add(piece);
            ctx.channel().config().setAutoRead(false);
            return;
        }
        joint.backend().bytes(0, piece.readableBytes(), 0);
        joint.send(piece, ctx.channel());
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        var joint = toEndpoint;
        if (joint != null) {
            joint.flush(ctx.channel());
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        var joint = toEndpoint;
        if (joint != null) {
            joint.read(ctx.channel().isWritable());
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        var joint = toEndpoint;
        if (Joint.isEndOfInput(event)) {
            if (joint == null) {
                ctx.close();
            } else {
                joint.endOutput();
            }
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        over = true;
        stopWaiting();
        early.forEach(ByteBuf::release);
        early.clear();
        route.counters().inFlight.decrementAndGet();
        route.counters().latency.add(System.nanoTime() - began);
        var joint = toEndpoint;
        if (joint != null) {
            joint.close();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        Joint.reset(ctx.channel());
    }

    static void flushAndClose(Channel channel) {
        channel.writeAndFlush(io.netty.buffer.Unpooled.EMPTY_BUFFER)
                .addListener(io.netty.channel.ChannelFutureListener.CLOSE);
    }
}
