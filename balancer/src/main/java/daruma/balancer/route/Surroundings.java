package daruma.balancer.route;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.EventLoop;
import java.util.List;

/** What a service needs of the balancer around it. For any thread. */
public interface Surroundings {
    /** All event loops. */
    List<EventLoop> loops();

    /** For connections to endpoints: all but the handler and the event loop. */
    Bootstrap connecting();

    ByteBufAllocator allocator();

    /** A whole line for the access log of a route; never waits. */
    void accessLog(LiveRoute route, String line);

    /** A mistake of ours, for our own log. */
    void unexpected(Throwable cause);
}
