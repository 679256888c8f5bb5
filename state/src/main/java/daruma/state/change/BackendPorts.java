package daruma.state.change;

import daruma.model.AppSpec;
import daruma.model.DesiredApp;
import daruma.model.Refused;
import daruma.model.Traffic;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.IntPredicate;

/**
 * Where the instances of an app serve that the balancer stands before: a stretch of ports, one for each slot. The same app
 * prefers the same stretch, below the ports that the system gives to connections.
 */
public final class BackendPorts {
    public static final int FIRST = 20_000;
    public static final int LAST = 31_999;

    /** So many at least, so that a few instances more need no other stretch. */
    private static final int STRETCH = 16;

    private final IntPredicate free;

    /** @param free whether a port could be listened on at this moment; may block for as long as a system call */
    public BackendPorts(IntPredicate free) {
        this.free = free;
    }

    /** How many ports an app has for its instances: replicas, spare ones, and those that stand in during an update. */
    static int size(AppSpec spec) {
        return Math.max(spec.replicas() + spec.traffic().spare() + spec.update().parallelism(), STRETCH);
    }

    /**
     * The same, with its stretch if it needs one and has none, or has outgrown it.
     *
     * @param known the app until now, whose stretch is kept if it suffices
     * @param others all apps of the home; the one itself is passed over
     * @throws Refused if there is no such stretch
     */
    AppSpec settle(AppSpec spec, int id, Optional<DesiredApp> known, Collection<DesiredApp> others) {
        var traffic = spec.traffic();
        if (traffic.mode() != Traffic.Mode.BALANCED) {
            return spec;
        }
        var before = known.map(DesiredApp::spec);
        var own = before.map(it -> it.traffic().backendPort()).orElse(OptionalInt.empty());
        var strangers = others.stream()
                .filter(app -> !app.spec().name().equals(spec.name()))
                .toList();
        var count = size(spec);
        var candidate = own.isPresent() ? own : traffic.backendPort();
        if (candidate.isPresent()) {
            // What it has while it is up is not free, and is its own.
            var had = known.filter(DesiredApp::running).isPresent() && own.isPresent() ? size(before.orElseThrow()) : 0;
            if (suffices(candidate.getAsInt(), had, count, strangers, spec)) {
                return spec.withTraffic(traffic.withBackendPort(candidate.getAsInt()));
            }
        }
        return spec.withTraffic(traffic.withBackendPort(choose(spec, id, own, before, strangers)));
    }

    /** Whether what is beyond the stretch that it has already can be added to it. */
    private boolean suffices(int first, int had, int count, List<DesiredApp> strangers, AppSpec spec) {
        return first + count - 1 <= 65_535
                && !overlaps(first, count, strangers, spec)
                && (count <= had || isFree(first + had, count - had));
    }

    private int choose(AppSpec spec, int id, OptionalInt own, Optional<AppSpec> before, List<DesiredApp> strangers) {
        var count = size(spec);
        var places = (LAST - FIRST + 1) / STRETCH;
        for (var step = 0; step < places; step++) {
            var first = FIRST + Math.floorMod(id + step, places) * STRETCH;
            var meetsItself =
                    own.isPresent() && before.isPresent() && meet(first, count, own.getAsInt(), size(before.get()));
            if (first + count - 1 <= LAST
                    && !meetsItself
                    && !overlaps(first, count, strangers, spec)
                    && isFree(first, count)) {
                return first;
            }
        }
        throw new Refused("its " + spec.replicas() + " instances need a stretch of " + count
                + " free ports between " + FIRST + " and " + LAST
                + ", and there is none. End some of what listens there,"
                + " or ask for fewer instances");
    }

    private boolean isFree(int first, int count) {
        for (var port = first; port < first + count; port++) {
            if (!free.test(port)) {
                return false;
            }
        }
        return true;
    }

    /** Whether other apps are meant to serve there, also those that are down, or the app itself publishes one of them. */
    private static boolean overlaps(int first, int count, List<DesiredApp> strangers, AppSpec spec) {
        return meets(spec.port(), 1, first, count)
                || strangers.stream()
                        .flatMap(app -> app.rollout().isPresent()
                                ? List.of(app.spec(), app.before().spec()).stream()
                                : List.of(app.spec()).stream())
                        .anyMatch(other ->
                                meets(other.port(), other.traffic().shared() ? 1 : other.replicas(), first, count)
                                        || meets(other.traffic().backendPort(), size(other), first, count));
    }

    private static boolean meets(OptionalInt port, int many, int first, int count) {
        return port.isPresent() && meet(port.getAsInt(), many, first, count);
    }

    private static boolean meet(int one, int many, int first, int count) {
        return one < first + count && first < one + many;
    }
}
