package daruma.balancer.http;

import daruma.balancer.route.Backend;
import daruma.balancer.route.LiveRoute;
import daruma.balancer.route.Surroundings;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import java.net.InetSocketAddress;
import java.util.IdentityHashMap;

/** Serves one frontend of HTTP: a lane on each event loop. */
public final class HttpService {
    private final LiveRoute route;
    private final Surroundings surroundings;
    private final IdentityHashMap<EventLoop, HttpLane> lanes = new IdentityHashMap<>();
    private volatile boolean draining;

    public HttpService(LiveRoute route, Surroundings surroundings) {
        this.route = route;
        this.surroundings = surroundings;
        for (var loop : surroundings.loops()) {
            lanes.put(loop, new HttpLane(loop, this, surroundings.connecting()));
        }
    }

    LiveRoute route() {
        return route;
    }

    ByteBufAllocator allocator() {
        return surroundings.allocator();
    }

    boolean speaksHttp2() {
        return false;
    }

    boolean isDraining() {
        return draining;
    }

    /** Takes a client's connection that has just been accepted, on its event loop. */
    public void accept(Channel channel) {
        var lane = lanes.get(channel.eventLoop());
        if (lane == null) {
            throw new IllegalArgumentException("not on one of our event loops: " + channel);
        }
        var info = ClientInfo.of(
                (InetSocketAddress) channel.remoteAddress(), (InetSocketAddress) channel.localAddress(), false);
        var counters = route.counters();
        counters.accepted.increment();
        counters.connections.incrementAndGet();
        channel.closeFuture().addListener(_ -> counters.connections.decrementAndGet());
        channel.pipeline().addLast(new HttpFront(lane, info));
    }

    void upgradeToHttp2(ChannelHandlerContext ctx, HttpFront front, HttpLane lane, ClientInfo info, ByteBuf in) {
        in.release();
        ctx.close();
    }

    ChannelFuture connect(HttpLane lane, Backend backend, ClientInfo client) {
        return lane.connecting()
                .clone()
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int)
                        route.balancing().timeouts().connect().toMillis())
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(new Upstream(lane, backend, channel));
                    }
                })
                .connect(backend.address());
    }

    void log(String line) {
        surroundings.accessLog(route, line);
    }

    void unexpected(Throwable cause) {
        surroundings.unexpected(cause);
    }

    /** The table has changed. */
    public void changed() {
        lanes.values().forEach(lane -> lane.loop.execute(lane::changed));
    }

    /** No connection is kept open for another request from now on. */
    public void drain() {
        draining = true;
        lanes.values().forEach(lane -> lane.loop.execute(lane::drain));
    }

    /** The frontend is gone: nobody waits any more. */
    public void close() {
        drain();
        lanes.values().forEach(lane -> lane.loop.execute(lane::close));
    }
}
