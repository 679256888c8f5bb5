package daruma.balancer.route;

import daruma.balancer.choice.Rota;
import daruma.model.traffic.Algorithm;
import daruma.model.traffic.Balancing;
import daruma.model.traffic.EndpointState;
import daruma.model.traffic.Frontend;
import daruma.model.traffic.FrontendFigures;
import daruma.model.traffic.Route;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToLongFunction;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A route while it is served: who may be chosen now, and how they do. {@link #update} is called by one thread at a time,
 * everything else by any.
 */
public final class LiveRoute {
    private final RouteCounters counters = new RouteCounters();
    private final List<RouteCounters> all = new CopyOnWriteArrayList<>(List.of(counters));
    private final int loops;
    private final AtomicLong turns = new AtomicLong();
    private volatile Frontend frontend;
    private volatile List<Backend> backends = List.of();
    private volatile Rota<Backend> rota;

    /**
     * Begins with a route.
     *
     * @param loops how many event loops there are
     */
    public LiveRoute(Route route, int loops, long now) {
        this.loops = loops;
        frontend = route.frontend();
        rota = rota(frontend.balancing(), List.of());
        update(route, now);
    }

    /** What was told of the same frontend anew. Who has not changed keeps what is known of it. */
    public void update(Route route, long now) {
        var kept = new ArrayList<Backend>();
        for (var endpoint : route.endpoints()) {
            var known = backends.stream()
                    .filter(it -> it.endpoint().incarnation().equals(endpoint.incarnation())
                            && it.endpoint().address().equals(endpoint.address()))
                    .findFirst();
            known.ifPresent(it -> it.update(endpoint, now));
            kept.add(known.orElseGet(() -> new Backend(endpoint, loops, now)));
        }
        // Gone from the table is as good as down, for whoever still holds it.
        backends.stream()
                .filter(it -> !kept.contains(it))
                .forEach(it -> it.update(it.endpoint().withState(EndpointState.DOWN), now));
        frontend = route.frontend();
        backends = List.copyOf(kept);
        rota = rota(frontend.balancing(), backends);
    }

    private static Rota<Backend> rota(Balancing balancing, List<Backend> backends) {
        return new Rota<>(
                balancing.algorithm(),
                balancing.capacity().perEndpoint().orElse(Integer.MAX_VALUE),
                balancing.slowStart().toNanos(),
                backends);
    }

    public Frontend frontend() {
        return frontend;
    }

    public Balancing balancing() {
        return frontend.balancing();
    }

    /** Those of all event loops. */
    public RouteCounters counters() {
        return counters;
    }

    /** Those of one event loop, which count in the figures, too. */
    public RouteCounters newCounters() {
        var fresh = new RouteCounters();
        all.add(fresh);
        return fresh;
    }

    private long sum(ToLongFunction<RouteCounters> count) {
        return all.stream().mapToLong(count).sum();
    }

    public List<Backend> backends() {
        return backends;
    }

    /** Counts requests, for the round robin. */
    public long nextTurn() {
        return balancing().algorithm() == Algorithm.ROUND_ROBIN ? turns.getAndIncrement() : 0;
    }

    /** As {@link Rota#choose}. */
    public @Nullable Backend choose(RandomGenerator random, long turn, long key, long now, List<Backend> tried) {
        return rota.choose(random, turn, key, now, tried);
    }

    /** The instance that a client had, if it may be chosen. */
    public @Nullable Backend slot(int slot, long now) {
        for (var backend : backends) {
            if (backend.endpoint().incarnation().instance().slot() == slot && rota.allows(backend, now)) {
                return backend;
            }
        }
        return null;
    }

    /** Whether somebody may come who takes requests: false if the table names nobody. */
    public boolean hasProspects() {
        return !backends.isEmpty();
    }

    public void succeeded(Backend backend, long now) {
        backend.succeeded(now);
    }

    public void refused(Backend backend, long now) {
        backend.refused(now, rota.mayEject(now));
    }

    public void erred(Backend backend, long now, Failing how) {
        backend.erred(now, rota.mayEject(now), how);
    }

    /** For messages: {@code 1 ready, 2 down}. */
    public String census() {
        var states = backends.stream()
                .collect(Collectors.groupingBy(Backend::state, java.util.TreeMap::new, Collectors.counting()));
        return states.isEmpty()
                ? "it has no instances"
                : states.entrySet().stream()
                        .map(it -> it.getValue() + " " + it.getKey().name().toLowerCase(java.util.Locale.ROOT))
                        .collect(Collectors.joining(", "));
    }

    public FrontendFigures figures(long now) {
        return new FrontendFigures(
                frontend.app(),
                frontend.listen(),
                sum(it -> it.requests.sum()),
                (int) sum(it -> it.inFlight.get()),
                counters.connections.get(),
                sum(it -> it.accepted.sum()),
                counters.waiting.get(),
                sum(it -> it.malformed.sum()),
                sum(it -> it.unavailable.sum()),
                sum(it -> it.failed.sum()),
                sum(it -> it.timedOut.sum()),
                sum(it -> it.cut.sum()),
                sum(it -> it.gone.sum()),
                sum(it -> it.retries.sum()),
                rota.isFailOpen(now),
                Histogram.read(all.stream().map(it -> it.latency).toList()),
                backends.stream().map(it -> it.figures(now)).toList());
    }
}
