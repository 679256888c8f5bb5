package daruma.balancer;

import daruma.balancer.route.LiveRoute;
import daruma.balancer.route.Service;
import io.netty.channel.Channel;
import org.jspecify.annotations.Nullable;

/** Counts the connections of a frontend, and lets in as many as may be; the others wait in the backlog. */
final class Gate {
    private final LiveRoute route;
    private final Service service;
    private volatile @Nullable Channel listening;
    private volatile boolean shut;

    Gate(LiveRoute route, Service service) {
        this.route = route;
        this.service = service;
    }

    void listening(Channel channel) {
        listening = channel;
    }

    void accept(Channel channel) {
        var counters = route.counters();
        counters.accepted.increment();
        if (counters.connections.incrementAndGet()
                >= route.balancing().capacity().clients()) {
            read(false);
        }
        channel.closeFuture().addListener(_ -> {
            var left = counters.connections.decrementAndGet();
            if (shut && left < route.balancing().capacity().clients()) {
                read(true);
            }
        });
        service.accept(channel);
    }

    private void read(boolean wanted) {
        var channel = listening;
        if (channel != null) {
            shut = !wanted;
            channel.config().setAutoRead(wanted);
        }
    }
}
