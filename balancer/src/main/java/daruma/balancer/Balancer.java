package daruma.balancer;

import daruma.balancer.control.NotApplied;
import daruma.balancer.control.Steering;
import daruma.balancer.http.HttpService;
import daruma.balancer.listen.CannotListen;
import daruma.balancer.listen.Listeners;
import daruma.balancer.listen.Transport;
import daruma.balancer.route.LiveRoute;
import daruma.balancer.route.Surroundings;
import daruma.control.traffic.BalancerInterface;
import daruma.model.Incarnation;
import daruma.model.traffic.Address;
import daruma.model.traffic.TrafficFigures;
import daruma.model.traffic.TrafficTable;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;

/** Puts tables in force: opens and closes frontends, and tells each what has changed. For any thread. */
public final class Balancer implements Steering, Surroundings, AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Balancer.class.getName());

    private final Transport transport;
    private final Listeners listeners;
    private final TableFile file;
    private final List<EventLoop> loops;
    private final Bootstrap connecting;
    private final long began = System.nanoTime();
    private volatile Map<Address, Served> served = Map.of();
    private volatile TrafficTable table = TrafficTable.EMPTY;

    /**
     * Serves nothing yet.
     *
     * @param directory where the table is kept
     */
    public Balancer(Transport transport, Listeners listeners, Path directory) {
        this.transport = transport;
        this.listeners = listeners;
        file = new TableFile(directory.resolve("table.json"));
        loops = StreamSupport.stream(transport.group().spliterator(), false)
                .map(EventLoop.class::cast)
                .toList();
        connecting = new Bootstrap()
                .channel(transport.connected())
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.SO_KEEPALIVE, true)
                .option(ChannelOption.ALLOW_HALF_CLOSURE, true);
    }

    /** Serves what was served last. A frontend that cannot be opened is left out: the daemon will say what is to be. */
    public synchronized void resume() throws IOException {
        var last = file.read();
        try {
            putInForce(last, true);
        } catch (NotApplied e) {
            throw new IllegalStateException("left out, not refused", e);
        }
    }

    @Override
    public synchronized void apply(TrafficTable wanted) throws NotApplied {
        putInForce(wanted, false);
        try {
            file.write(wanted);
        } catch (IOException e) {
            throw new NotApplied(
                    BalancerInterface.NOT_STORED,
                    Optional.empty(),
                    "the table is in force, but cannot be written down: " + e.getMessage());
        }
    }

    private void putInForce(TrafficTable wanted, boolean leaveOut) throws NotApplied {
        var next = new LinkedHashMap<Address, Served>();
        var opened = new ArrayList<Served>();
        for (var route : wanted.routes()) {
            var address = route.frontend().listen();
            var known = served.get(address);
            if (known != null) {
                next.put(address, known);
                continue;
            }
            try {
                var live = new LiveRoute(route, System.nanoTime());
                var service = new HttpService(live, this);
                var listening = listeners.open(address, service::accept);
                var fresh = new Served(live, service, listening);
                opened.add(fresh);
                next.put(address, fresh);
            } catch (CannotListen e) {
                LOG.log(System.Logger.Level.WARNING, e.getMessage());
                if (!leaveOut) {
                    opened.forEach(this::close);
                    throw new NotApplied(
                            BalancerInterface.CANNOT_LISTEN, Optional.of(address), String.valueOf(e.getMessage()));
                }
            }
        }
        var before = served;
        served = Map.copyOf(next);
        table = wanted;
        var now = System.nanoTime();
        for (var route : wanted.routes()) {
            var it = next.get(route.frontend().listen());
            if (it != null && !opened.contains(it)) {
                it.route().update(route, now);
                it.service().changed();
            }
        }
        before.forEach((address, it) -> {
            if (!next.containsKey(address)) {
                close(it);
            }
        });
        awaitLoops();
    }

    /** Whoever has chosen by the old table has said so by the end of this. */
    private void awaitLoops() {
        for (var loop : loops) {
            loop.submit(() -> {}).awaitUninterruptibly();
        }
    }

    private void close(Served it) {
        it.listening().close().awaitUninterruptibly();
        listeners.release(it.route().frontend().listen());
        it.service().close();
    }

    @Override
    public TrafficTable table() {
        return table;
    }

    @Override
    public TrafficFigures figures() {
        var now = System.nanoTime();
        return new TrafficFigures(
                table.revision(),
                Duration.ofNanos(now - began),
                served.values().stream().map(it -> it.route().figures(now)).toList());
    }

    @Override
    public int inFlight(Incarnation incarnation) {
        return served.values().stream()
                .flatMap(it -> it.route().backends().stream())
                .filter(it -> it.endpoint().incarnation().equals(incarnation))
                .mapToInt(it -> it.load())
                .sum();
    }

    @Override
    public List<EventLoop> loops() {
        return loops;
    }

    @Override
    public Bootstrap connecting() {
        return connecting;
    }

    @Override
    public ByteBufAllocator allocator() {
        return ByteBufAllocator.DEFAULT;
    }

    @Override
    public void accessLog(LiveRoute route, String line) {
        // Written with the log files.
    }

    @Override
    public void unexpected(Throwable cause) {
        LOG.log(System.Logger.Level.ERROR, "a connection had to be closed", cause);
    }

    /** Takes no new connections, lets requests that are under way come to their end within {@code grace}, and ends. */
    public void drain(Duration grace) {
        for (var it : served.values()) {
            it.listening().close().awaitUninterruptibly();
            it.service().drain();
        }
        var until = System.nanoTime() + grace.toNanos();
        while (System.nanoTime() < until
                && served.values().stream()
                        .anyMatch(it -> it.route().counters().connections.get() > 0)) {
            java.util.concurrent.locks.LockSupport.parkNanos(5_000_000);
        }
        close();
    }

    @Override
    public void close() {
        transport
                .group()
                .shutdownGracefully(0, 100, java.util.concurrent.TimeUnit.MILLISECONDS)
                .awaitUninterruptibly();
    }
}
