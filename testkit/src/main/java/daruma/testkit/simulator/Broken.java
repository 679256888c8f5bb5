package daruma.testkit.simulator;

/** An invariant does not hold. The message holds all that is needed to see it again. */
public final class Broken extends AssertionError {
    private static final long serialVersionUID = 1L;
    private final String invariant;

    Broken(String invariant, String what) {
        super(invariant + ": " + what);
        this.invariant = invariant;
    }

    private Broken(Broken cause, String message) {
        super(message, cause);
        this.invariant = cause.invariant;
    }

    /** Which one: {@code I1}, {@code I2}, … as in the list of {@link Invariants}. */
    public String invariant() {
        return invariant;
    }

    Broken at(long seed, int step, String story) {
        return new Broken(
                this,
                "seed=" + seed + " step=" + step + "  " + getMessage()
                        + "\nagain: mvn test -pl testkit -am -Dtest=SimulationTest -Dsurefire.failIfNoSpecifiedTests=false -Ddaruma.seed="
                        + seed + "\n" + story);
    }
}
