package daruma.supervisor.loop;

import daruma.model.AppName;
import daruma.model.AppStatus;
import daruma.model.DesiredApp;
import daruma.model.InstanceId;
import daruma.supervisor.lifecycle.Instance;
import daruma.supervisor.status.Standing;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What is known of everything at one moment. Immutable; readers may keep it as long as they like.
 *
 * @param revision grows with each publication
 * @param seen the ticket of the last {@link SupervisorLoop#desire} that is contained in it
 */
public record Observed(
        long revision, long seen, SortedMap<AppName, DesiredApp> desired, SortedMap<InstanceId, Instance> instances) {
    public Observed {
        desired = Collections.unmodifiableSortedMap(new TreeMap<>(desired));
        instances = Collections.unmodifiableSortedMap(new TreeMap<>(instances));
    }

    static Observed nothing() {
        return new Observed(0, 0, new TreeMap<>(Map.of()), new TreeMap<>(Map.of()));
    }

    /** The instances of an app by slot; those that are still to go included. */
    public List<Instance> instancesOf(AppName app) {
        return instances.values().stream()
                .filter(instance -> instance.id().app().equals(app))
                .toList();
    }

    /** How an app stands; empty if it is not declared. */
    public Optional<AppStatus> statusOf(AppName app, Instant now) {
        return Optional.ofNullable(desired.get(app)).map(wanted -> Standing.of(wanted, instancesOf(app), now));
    }

    /** How every declared app stands, by name. */
    public List<AppStatus> statuses(Instant now) {
        return desired.values().stream()
                .map(wanted -> Standing.of(wanted, instancesOf(wanted.spec().name()), now))
                .toList();
    }
}
