package daruma.balancer.listen;

import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;

/**
 * How sockets are driven: by the native epoll of Linux, or else by the JDK.
 *
 * @param isNative whether descriptors can be taken from others
 */
public record Transport(
        boolean isNative,
        EventLoopGroup group,
        Class<? extends ServerChannel> listening,
        Class<? extends Channel> connected) {

    /** Takes epoll where it is, unless it is not wanted. */
    public static Transport choose(int loops, boolean wantNative) {
        var threads = new DefaultThreadFactory("traffic", false);
        return wantNative && Epoll.isAvailable()
                ? new Transport(
                        true,
                        new MultiThreadIoEventLoopGroup(loops, threads, EpollIoHandler.newFactory()),
                        EpollServerSocketChannel.class,
                        EpollSocketChannel.class)
                : new Transport(
                        false,
                        new MultiThreadIoEventLoopGroup(loops, threads, NioIoHandler.newFactory()),
                        NioServerSocketChannel.class,
                        NioSocketChannel.class);
    }
}
