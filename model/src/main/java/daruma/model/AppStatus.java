package daruma.model;

import java.util.List;
import java.util.Optional;

/**
 * What is known of an app: what was declared, and how each instance is.
 *
 * @param release names what it runs, short; grows with each change of the spec
 * @param rollout that its instances are being replaced one after the other
 */
public record AppStatus(
        DesiredApp desired,
        StatusWord status,
        String release,
        List<InstanceStatus> instances,
        Optional<RolloutStatus> rollout) {
    public AppStatus {
        instances = List.copyOf(instances);
    }

    /** Of an app whose instances are not being replaced. */
    public AppStatus(DesiredApp desired, StatusWord status, String release, List<InstanceStatus> instances) {
        this(desired, status, release, instances, Optional.empty());
    }

    public AppName name() {
        return desired.spec().name();
    }

    /** How many instances are ready. */
    public int ready() {
        return (int) instances.stream().filter(InstanceStatus::ready).count();
    }
}
