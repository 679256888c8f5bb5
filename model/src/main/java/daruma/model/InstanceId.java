package daruma.model;

/**
 * One slot of an app: stable over restarts, the place where one incarnation at a time lives.
 *
 * @param slot 0 up to the number of replicas, exclusive; those beyond stand in for others for a while
 */
public record InstanceId(AppName app, int slot) implements Comparable<InstanceId> {
    public static final int MAX_SLOT = 2 * AppSpec.MAX_REPLICAS - 1;

    public InstanceId {
        if (slot < 0 || slot > MAX_SLOT) {
            throw new Refused("invalid slot " + slot + " of \"" + app + "\": slots go from 0 to " + MAX_SLOT);
        }
    }

    @Override
    public int compareTo(InstanceId other) {
        var byApp = app.compareTo(other.app);
        return byApp != 0 ? byApp : Integer.compare(slot, other.slot);
    }

    /** The form that people type and read: {@code web/0}. */
    @Override
    public String toString() {
        return app + "/" + slot;
    }
}
