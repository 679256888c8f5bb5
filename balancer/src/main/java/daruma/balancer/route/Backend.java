package daruma.balancer.route;

import daruma.balancer.choice.Candidate;
import daruma.balancer.choice.Standing;
import daruma.model.traffic.Endpoint;
import daruma.model.traffic.EndpointFigures;
import daruma.model.traffic.EndpointState;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/** An endpoint while it is served. For any thread. */
public final class Backend implements Candidate {
    private final InetSocketAddress address;
    private final long identity;
    private final AtomicInteger load = new AtomicInteger();
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicReference<Standing> standing = new AtomicReference<>(Standing.GOOD);
    private final LongAdder connectFailures = new LongAdder();
    private final LongAdder resets = new LongAdder();
    private final LongAdder timeouts = new LongAdder();
    private final LongAdder serverErrors = new LongAdder();
    private final LongAdder ejections = new LongAdder();
    private final Tally[] tallies;
    private final Histogram[] latencies;
    private volatile Endpoint endpoint;
    private volatile long readySince;

    Backend(Endpoint endpoint, int loops, long now) {
        tallies = Stream.generate(Tally::new).limit(loops).toArray(Tally[]::new);
        latencies = Stream.generate(Histogram::new).limit(loops).toArray(Histogram[]::new);
        this.endpoint = endpoint;
        readySince = now;
        identity = endpoint.incarnation().instance().hashCode();
        try {
            // In numbers, as the model has it: no resolver is asked.
            address = new InetSocketAddress(
                    InetAddress.getByName(endpoint.address().host()),
                    endpoint.address().port());
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("not an address in numbers: " + endpoint.address(), e);
        }
    }

    /** The same incarnation at the same address, told anew. */
    void update(Endpoint told, long now) {
        if (told.state() == EndpointState.READY && endpoint.state() != EndpointState.READY) {
            readySince = now;
        }
        if (told.state() == EndpointState.DOWN) {
            standing.set(Standing.GOOD);
        }
        endpoint = told;
    }

    public Endpoint endpoint() {
        return endpoint;
    }

    public InetSocketAddress address() {
        return address;
    }

    @Override
    public EndpointState state() {
        return endpoint.state();
    }

    @Override
    public int weight() {
        return endpoint.weight();
    }

    @Override
    public int load() {
        return load.get();
    }

    @Override
    public Standing standing() {
        return standing.get();
    }

    @Override
    public long readySince() {
        return readySince;
    }

    @Override
    public long identity() {
        return identity;
    }

    /** Whether connections to it may be kept for later. */
    public boolean keepsConnections() {
        var state = endpoint.state();
        return state == EndpointState.READY || state == EndpointState.UNREADY || state == EndpointState.SPARE;
    }

    /** A request is sent to it, by an event loop. Each is followed by one {@link #finished}. */
    public void began(int loop) {
        tallies[loop].requests.increment();
        load.incrementAndGet();
    }

    public void finished() {
        load.decrementAndGet();
    }

    public void connected() {
        connections.incrementAndGet();
    }

    public void disconnected() {
        connections.decrementAndGet();
    }

    public void bytes(int loop, long in, long out) {
        if (in > 0) {
            tallies[loop].bytesIn.add(in);
        }
        if (out > 0) {
            tallies[loop].bytesOut.add(out);
        }
    }

    /** It answered. */
    public void answered(int loop, long nanos) {
        latencies[loop].add(nanos);
    }

    void succeeded(long now) {
        var before = standing.get();
        var after = before.afterSuccess(now);
        if (!after.equals(before)) {
            // Somebody else's news at the same moment is as good as ours.
            standing.compareAndSet(before, after);
        }
    }

    void refused(long now, boolean mayEject) {
        connectFailures.increment();
        note(now, standing.updateAndGet(it -> it.afterConnectFailure(now, mayEject)), mayEject);
    }

    void erred(long now, boolean mayEject, Failing how) {
        switch (how) {
            case ANSWERED -> serverErrors.increment();
            case BROKE_OFF -> resets.increment();
            case TOO_LATE -> timeouts.increment();
        }
        note(now, standing.updateAndGet(it -> it.afterServerError(now, mayEject)), mayEject);
    }

    private void note(long now, Standing after, boolean mayEject) {
        // A fresh ejection has its counts at nothing.
        if (mayEject && after.isEjected(now) && after.connectFailures() == 0 && after.serverErrors() == 0) {
            ejections.increment();
        }
    }

    EndpointFigures figures(long now) {
        var told = endpoint;
        var judged = standing.get();
        return new EndpointFigures(
                told.incarnation(),
                told.address(),
                told.state(),
                Stream.of(tallies).mapToLong(it -> it.requests.sum()).sum(),
                load.get(),
                connections.get(),
                connectFailures.sum(),
                resets.sum(),
                timeouts.sum(),
                serverErrors.sum(),
                judged.isEjected(now) ? Optional.of(Duration.ofNanos(judged.ejectedUntil() - now)) : Optional.empty(),
                ejections.sum(),
                Stream.of(tallies).mapToLong(it -> it.bytesIn.sum()).sum(),
                Stream.of(tallies).mapToLong(it -> it.bytesOut.sum()).sum(),
                Histogram.read(List.of(latencies)));
    }
}
