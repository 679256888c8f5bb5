package daruma.balancer.route;

import io.netty.channel.Channel;
import io.netty.handler.ssl.SslContext;
import org.jspecify.annotations.Nullable;

/** What is done with the connections of a frontend. */
public interface Service {
    /** Takes a client's connection that has just been accepted, on its event loop. */
    void accept(Channel channel);

    /** What new connections are encrypted with; null: they are not. */
    void secure(@Nullable SslContext context);

    /** The table has changed. Any thread. */
    void changed();

    /** No connection is kept open for another request from now on. Any thread. */
    void drain();

    /** The frontend is gone. Any thread. */
    void close();
}
