package daruma.balancer.tcp;

import daruma.balancer.route.LiveRoute;
import daruma.balancer.route.ProxiedClient;
import daruma.balancer.route.Service;
import daruma.balancer.route.Surroundings;
import daruma.model.traffic.ProxyProtocol;
import io.netty.channel.Channel;
import io.netty.handler.ssl.SslContext;
import java.net.InetSocketAddress;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Serves one frontend of TCP. */
public final class TcpService implements Service {
    private final LiveRoute route;
    private final Surroundings surroundings;
    private final Set<Channel> clients = ConcurrentHashMap.newKeySet();
    private volatile @Nullable SslContext tls;

    public TcpService(LiveRoute route, Surroundings surroundings) {
        this.route = route;
        this.surroundings = surroundings;
    }

    @Override
    public void accept(Channel channel) {
        clients.add(channel);
        channel.closeFuture().addListener(_ -> clients.remove(channel));
        if (route.balancing().proxyIn() == ProxyProtocol.NONE) {
            install(channel, (InetSocketAddress) channel.remoteAddress());
        } else {
            ProxiedClient.await(channel, client -> install(channel, client));
        }
    }

    private void install(Channel channel, InetSocketAddress client) {
        var context = tls;
        if (context != null) {
            channel.pipeline().addLast("tls", context.newHandler(channel.alloc()));
        }
        channel.pipeline().addLast(new TcpFront(route, surroundings, client));
    }

    @Override
    public void secure(@Nullable SslContext context) {
        tls = context;
    }

    @Override
    public void changed() {
        // Whoever waits looks again by himself.
    }

    @Override
    public void drain() {
        // There is no moment at which a connection of an unknown protocol may be ended.
    }

    @Override
    public void close() {
        clients.forEach(Channel::close);
    }
}
