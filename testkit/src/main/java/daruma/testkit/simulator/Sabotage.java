package daruma.testkit.simulator;

/** Mistakes made on purpose, to prove that the invariants see them. */
public enum Sabotage {
    NONE,
    /** The launcher starts everything twice. */
    LAUNCHES_TWICE,
    /** Now and then nobody hears of an end. */
    LOSES_ENDS,
    /** Now and then an entry of the chronicle is written twice. */
    WRITES_TWICE,
    /** A daemon that comes back does not look at the run directories. */
    DOES_NOT_LOOK,
    /** A daemon that comes back has forgotten everything. */
    FORGETS,
    /** Signals to end are not passed on, nor is the kill. */
    CANNOT_STOP,
    /** Everything that is sick is restarted at once, whatever the guard says. */
    HEALS_WITHOUT_ASKING,
    /** Wake-ups are not asked for. */
    SLEEPS,
    /** Events have no cause. */
    TELLS_NO_CAUSE,
    /** A torn entry at the end of the chronicle is taken for a whole one: its events are there, its memory is not. */
    READS_TORN_ENTRIES
}
