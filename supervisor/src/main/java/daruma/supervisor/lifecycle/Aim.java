package daruma.supervisor.lifecycle;

import daruma.model.DesiredApp;

/**
 * What a launch was made for: which spec, and which of the restarts that were asked for.
 *
 * @param specGeneration as in {@link DesiredApp}
 * @param restartEpoch as in {@link DesiredApp}
 */
public record Aim(long specGeneration, long restartEpoch) {
    /** Older than everything that can be desired. */
    public static final Aim NONE = new Aim(0, 0);

    public static Aim of(DesiredApp app, int slot) {
        return new Aim(app.specGeneration(), app.restartEpoch(slot));
    }

    /**
     * Whether something launched for this is to be replaced by something launched for the other. One that is newer is
     * left alone: desired state can fall back to its last good copy, and that is no reason to end what works.
     */
    public boolean olderThan(Aim other) {
        return specGeneration < other.specGeneration || restartEpoch < other.restartEpoch;
    }
}
