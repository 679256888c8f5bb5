package daruma.model;

import java.util.List;

/**
 * What is known of an app: what was declared, and how each instance is.
 *
 * @param release names what it runs, short; grows with each change of the spec
 */
public record AppStatus(DesiredApp desired, StatusWord status, String release, List<InstanceStatus> instances) {
    public AppStatus {
        instances = List.copyOf(instances);
    }

    public AppName name() {
        return desired.spec().name();
    }

    /** How many instances are ready. */
    public int ready() {
        return (int) instances.stream().filter(InstanceStatus::ready).count();
    }
}
