package daruma.testkit;

import daruma.model.Incarnation;
import daruma.supervisor.lifecycle.Action;
import daruma.supervisor.loop.HealthWatch;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** Watches nothing itself: whoever made it says what is seen, and asks here whether anybody looks. */
public final class FakeHealthWatch implements HealthWatch {
    private final TreeMap<Incarnation, Action.WatchHealth> watched = new TreeMap<>();
    private final TreeSet<Incarnation> ending = new TreeSet<>();

    /** Nobody is watched yet. */
    public FakeHealthWatch() {}

    /** Whose health is looked after, whether they are being ended or not. */
    public Collection<Action.WatchHealth> watched() {
        return List.copyOf(watched.values());
    }

    /** Whether anybody looks at its startup and liveness, and so could find it sick. */
    public boolean looksAtLiveness(Incarnation incarnation) {
        return watched.containsKey(incarnation) && !ending.contains(incarnation);
    }

    public Optional<Action.WatchHealth> of(Incarnation incarnation) {
        return Optional.ofNullable(watched.get(incarnation));
    }

    @Override
    public void watch(Action.WatchHealth request) {
        watched.put(request.incarnation(), request);
    }

    @Override
    public void ending(Incarnation incarnation) {
        if (watched.containsKey(incarnation)) {
            ending.add(incarnation);
        }
    }

    @Override
    public void forget(Incarnation incarnation) {
        watched.remove(incarnation);
        ending.remove(incarnation);
    }
}
