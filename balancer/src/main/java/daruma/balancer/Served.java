package daruma.balancer;

import daruma.balancer.route.LiveRoute;
import daruma.balancer.route.Service;
import daruma.balancer.tls.Certificates;
import io.netty.channel.Channel;
import java.util.Optional;

/** A frontend that is served, with its listening socket. */
record Served(LiveRoute route, Service service, Channel listening, Optional<Certificates> certificates) {
    Served with(Optional<Certificates> fresh) {
        return new Served(route, service, listening, fresh);
    }
}
