package daruma.balancer;

import daruma.balancer.accesslog.AccessLogs;
import daruma.balancer.control.NotApplied;
import daruma.balancer.control.Steering;
import daruma.balancer.http.HttpService;
import daruma.balancer.listen.CannotListen;
import daruma.balancer.listen.Listeners;
import daruma.balancer.listen.Transport;
import daruma.balancer.route.LiveRoute;
import daruma.balancer.route.Service;
import daruma.balancer.route.Surroundings;
import daruma.balancer.tcp.TcpService;
import daruma.balancer.tls.BadCertificate;
import daruma.balancer.tls.Certificates;
import daruma.control.traffic.BalancerInterface;
import daruma.model.Incarnation;
import daruma.model.traffic.Address;
import daruma.model.traffic.Protocol;
import daruma.model.traffic.Route;
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
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Puts tables in force: opens and closes frontends, and tells each what has changed. For any thread. */
public final class Balancer implements Steering, Surroundings, AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Balancer.class.getName());

    private static final Duration LOOK_AT_CERTIFICATES_EVERY = Duration.ofSeconds(2);

    private final Transport transport;
    private final Listeners listeners;
    private final TableFile file;
    private final List<EventLoop> loops;
    private final Bootstrap connecting;
    private final AccessLogs accessLogs = new AccessLogs();
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
        loops.getFirst()
                .scheduleWithFixedDelay(
                        () -> Thread.ofVirtual().start(this::refreshCertificates),
                        LOOK_AT_CERTIFICATES_EVERY.toMillis(),
                        LOOK_AT_CERTIFICATES_EVERY.toMillis(),
                        TimeUnit.MILLISECONDS);
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
        try {
            for (var route : wanted.routes()) {
                try {
                    take(route, next, opened);
                } catch (NotApplied e) {
                    if (!leaveOut) {
                        throw e;
                    }
                    LOG.log(System.Logger.Level.WARNING, "left out: " + e.getMessage());
                }
            }
        } catch (NotApplied e) {
            opened.forEach(this::close);
            throw e;
        }
        var before = served;
        served = Map.copyOf(next);
        table = wanted;
        var now = System.nanoTime();
        for (var route : wanted.routes()) {
            var it = next.get(route.frontend().listen());
            if (it != null) {
                it.service().secure(it.certificates().map(Certificates::context).orElse(null));
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

    /** Finds or opens what a route needs; nothing of what is in force changes. */
    private void take(Route route, Map<Address, Served> next, List<Served> opened) throws NotApplied {
        var address = route.frontend().listen();
        var known = served.get(address);
        var certificates = certificates(route, known);
        if (known != null
                && known.route().frontend().protocol() == route.frontend().protocol()) {
            next.put(address, known.with(certificates));
            return;
        }
        if (known != null) {
            throw new NotApplied(
                    BalancerInterface.CANNOT_LISTEN,
                    Optional.of(address),
                    "another protocol is spoken at " + address
                            + " now: take it out of the table first, then publish it anew");
        }
        var live = new LiveRoute(route, loops.size(), System.nanoTime());
        Service service = switch (route.frontend().protocol()) {
            case HTTP -> new HttpService(live, this);
            case TCP -> new TcpService(live, this);
        };
        service.secure(certificates.map(Certificates::context).orElse(null));
        var gate = new Gate(live, service);
        try {
            var listening = listeners.open(address, gate::accept);
            gate.listening(listening);
            var fresh = new Served(live, service, listening, certificates);
            opened.add(fresh);
            next.put(address, fresh);
        } catch (CannotListen e) {
            throw new NotApplied(BalancerInterface.CANNOT_LISTEN, Optional.of(address), String.valueOf(e.getMessage()));
        }
    }

    private static Optional<Certificates> certificates(Route route, @Nullable Served known) throws NotApplied {
        var tls = route.frontend().balancing().tls();
        if (tls.isEmpty()) {
            return Optional.empty();
        }
        if (known != null
                && known.certificates().isPresent()
                && known.certificates().get().tls().equals(tls.get())
                && !known.certificates().get().haveChanged()) {
            return known.certificates();
        }
        try {
            return Optional.of(Certificates.read(tls.get(), route.frontend().protocol() == Protocol.HTTP));
        } catch (BadCertificate e) {
            throw new NotApplied(
                    BalancerInterface.BAD_CERTIFICATE,
                    Optional.of(route.frontend().listen()),
                    String.valueOf(e.getMessage()));
        }
    }

    /** Reads certificates again whose files have changed. One that cannot be used leaves the old one in force. */
    synchronized void refreshCertificates() {
        var next = new LinkedHashMap<Address, Served>(served);
        served.forEach((address, it) -> it.certificates()
                .filter(Certificates::haveChanged)
                .ifPresent(old -> {
                    try {
                        var fresh = old.refreshed();
                        it.service().secure(fresh.context());
                        next.put(address, it.with(Optional.of(fresh)));
                    } catch (BadCertificate e) {
                        LOG.log(
                                System.Logger.Level.WARNING,
                                "the certificate of " + address + " stays as it was: " + e.getMessage());
                    }
                }));
        served = Map.copyOf(next);
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
        route.balancing().accessLog().ifPresent(file -> accessLogs.add(Path.of(file), line));
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
            LockSupport.parkNanos(5_000_000);
        }
        close();
    }

    @Override
    public void close() {
        transport.group().shutdownGracefully(0, 100, TimeUnit.MILLISECONDS).awaitUninterruptibly();
    }
}
