package daruma.model;

/**
 * What should be true of an app. This is what survives: it is written to disk before a command is answered.
 *
 * @param id the small number that people type instead of the name; never used twice in one home
 * @param running whether its instances should run
 * @param specGeneration grows by one with each change of the spec; an instance launched from an older one is replaced
 * @param restartEpoch grows by one with each restart that was asked for; an instance launched in an earlier epoch is
 *     replaced
 */
public record DesiredApp(int id, AppSpec spec, boolean running, long specGeneration, long restartEpoch) {
    public DesiredApp {
        if (id < 0 || specGeneration < 1 || restartEpoch < 0) {
            throw new Refused("app \"" + spec.name() + "\" has an impossible id, generation or epoch");
        }
    }

    public static DesiredApp first(int id, AppSpec spec) {
        return new DesiredApp(id, spec, true, 1, 0);
    }

    public DesiredApp withRunning(boolean newRunning) {
        return new DesiredApp(id, spec, newRunning, specGeneration, restartEpoch);
    }

    public DesiredApp withSpec(AppSpec newSpec) {
        return newSpec.equals(spec) ? this : new DesiredApp(id, newSpec, running, specGeneration + 1, restartEpoch);
    }

    public DesiredApp restarted() {
        return new DesiredApp(id, spec, true, specGeneration, restartEpoch + 1);
    }
}
