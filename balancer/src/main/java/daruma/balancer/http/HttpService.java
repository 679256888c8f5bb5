package daruma.balancer.http;

import daruma.balancer.route.Backend;
import daruma.balancer.route.LiveRoute;
import daruma.balancer.route.ProxiedClient;
import daruma.balancer.route.Service;
import daruma.balancer.route.Surroundings;
import daruma.model.traffic.ProxyProtocol;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.handler.ssl.SslContext;
import java.net.InetSocketAddress;
import java.util.IdentityHashMap;
import org.jspecify.annotations.Nullable;

/** Serves one frontend of HTTP: a lane on each event loop. */
public final class HttpService implements Service {
    private final LiveRoute route;
    private final Surroundings surroundings;
    private final IdentityHashMap<EventLoop, HttpLane> lanes = new IdentityHashMap<>();
    private volatile boolean draining;
    private volatile @Nullable SslContext tls;

    public HttpService(LiveRoute route, Surroundings surroundings) {
        this.route = route;
        this.surroundings = surroundings;
        for (var loop : surroundings.loops()) {
            lanes.put(loop, new HttpLane(lanes.size(), loop, this, surroundings.connecting()));
        }
    }

    LiveRoute route() {
        return route;
    }

    ByteBufAllocator allocator() {
        return surroundings.allocator();
    }

    boolean isDraining() {
        return draining;
    }

    @Override
    public void accept(Channel channel) {
        if (route.balancing().proxyIn() == ProxyProtocol.NONE) {
            install(channel, (InetSocketAddress) channel.remoteAddress());
        } else {
            ProxiedClient.await(channel, client -> install(channel, client));
        }
    }

    private void install(Channel channel, InetSocketAddress client) {
        var lane = lanes.get(channel.eventLoop());
        if (lane == null) {
            throw new IllegalArgumentException("not on one of our event loops: " + channel);
        }
        var context = tls;
        var info = ClientInfo.of(client, (InetSocketAddress) channel.localAddress(), context != null);
        if (context == null) {
            channel.pipeline().addLast(new HttpFront(lane, info, channel));
        } else {
            channel.pipeline().addLast("tls", context.newHandler(channel.alloc()));
            channel.pipeline().addLast(new Negotiated(lane, info));
        }
    }

    @Override
    public void secure(@Nullable SslContext context) {
        tls = context;
    }

    ChannelFuture connect(HttpLane lane, Backend backend) {
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

    @Override
    public void changed() {
        lanes.values().forEach(lane -> lane.loop.execute(lane::changed));
    }

    @Override
    public void drain() {
        draining = true;
        lanes.values().forEach(lane -> lane.loop.execute(lane::drain));
    }

    @Override
    public void close() {
        drain();
        lanes.values().forEach(lane -> lane.loop.execute(lane::close));
    }
}
