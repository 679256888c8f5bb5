package daruma.balancer.listen;

import daruma.model.traffic.Address;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Opens listening sockets: one that was inherited at that address, else one that the holder keeps there, else one of our own.
 * Called by one thread at a time; blocks for as long as the holder takes.
 */
public final class Listeners {
    /** As the kernel allows; what is more than somaxconn is cut by it. */
    private static final int BACKLOG = 4_096;

    private final Transport transport;
    private final Optional<Holder> holder;
    private final Map<Address, Integer> inherited = new HashMap<>();

    /**
     * With what is at hand.
     *
     * @param descriptors listening sockets that this process was started with
     * @param holder who keeps sockets for us; empty: nobody does
     */
    public Listeners(Transport transport, List<Integer> descriptors, Optional<Holder> holder) {
        this.transport = transport;
        this.holder = transport.isNative() ? holder : Optional.empty();
        if (transport.isNative()) {
            for (var descriptor : descriptors) {
                addressOf(descriptor).ifPresent(it -> inherited.put(it, descriptor));
            }
        }
    }

    private static Optional<Address> addressOf(int descriptor) {
        return Optional.ofNullable(new Socket(descriptor).localAddress())
                .map(it -> new Address(numbers(it.getAddress()), it.getPort()));
    }

    private static String numbers(InetAddress address) {
        if (address.isAnyLocalAddress() && address.getAddress().length == 16) {
            return Address.EVERY;
        }
        var text = address.getHostAddress();
        var zone = text.indexOf('%');
        return zone < 0 ? text : text.substring(0, zone);
    }

    /**
     * Listens.
     *
     * @param accepted gets each connection on the event loop that it will stay on
     * @return the listening channel; closing it leaves a socket that the holder keeps open
     */
    public Channel open(Address address, Consumer<Channel> accepted) throws CannotListen {
        var bootstrap = new ServerBootstrap()
                .group(transport.group())
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_KEEPALIVE, true)
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        accepted.accept(channel);
                    }
                });
        var descriptor = descriptor(address);
        ChannelFuture opened;
        if (descriptor.isPresent()) {
            int fd = descriptor.get();
            opened = bootstrap
                    .channelFactory(() -> new EpollServerSocketChannel(fd))
                    .register();
        } else {
            opened = bootstrap
                    .channel(transport.listening())
                    .option(ChannelOption.SO_REUSEADDR, true)
                    .option(ChannelOption.SO_BACKLOG, BACKLOG)
                    .bind(socketAddress(address));
        }
        opened.awaitUninterruptibly();
        if (!opened.isSuccess()) {
            throw new CannotListen(address, explained(address, opened.cause()));
        }
        return opened.channel();
    }

    private Optional<Integer> descriptor(Address address) throws CannotListen {
        var own = inherited.get(address);
        try {
            if (own != null) {
                return Optional.of(Holder.nonBlocking(own));
            }
            if (holder.isPresent()) {
                return Optional.of(holder.get().take(address));
            }
            return Optional.empty();
        } catch (IOException e) {
            throw new CannotListen(address, e.getMessage() == null ? e.toString() : e.getMessage());
        }
    }

    /** For who listens no more on an address: the holder gives the port back. */
    public void release(Address address) {
        holder.ifPresent(it -> it.release(address));
    }

    private static InetSocketAddress socketAddress(Address address) {
        try {
            return new InetSocketAddress(InetAddress.getByName(address.host()), address.port());
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("not an address in numbers: " + address, e);
        }
    }

    private static String explained(Address address, Throwable cause) {
        var message = String.valueOf(cause.getMessage());
        if (message.contains("in use")) {
            return "somebody listens there already. See who: ss -ltnp 'sport = :" + address.port() + "'";
        }
        if (message.contains("ermission")) {
            return "this user may not open ports below 1024. Use another port, or allow it with:"
                    + " sysctl net.ipv4.ip_unprivileged_port_start=" + address.port();
        }
        if (message.contains("annot assign")) {
            return "no interface of this machine has this address";
        }
        return message;
    }
}
