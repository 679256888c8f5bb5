package daruma.supervisor.health;

/**
 * That an instance was, or is being, restarted for its health. It survives the daemon, so that a restart that was decided
 * on is carried out, and so that one daemon after the other does not restart more at once than the guard allows.
 *
 * @param sentence what ailed it, for people: {@code liveness failed: HTTP 503 from /healthz}
 * @param incarnation number of the one that was ended for it; as long as that is the present one, its end is under way
 */
public record Healing(Ailment ailment, String sentence, long incarnation) {}
