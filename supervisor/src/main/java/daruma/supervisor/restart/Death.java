package daruma.supervisor.restart;

import java.time.Duration;
import java.time.Instant;

/**
 * An end that nobody asked for, as far as the restart policy has to know it.
 *
 * @param uptime from its launch to its end
 * @param readyFor for how long of that it was ready; zero if it never was
 */
public record Death(Instant at, Duration uptime, Duration readyFor, Kind kind) {
    /** How far it came. */
    public enum Kind {
        /** The program never ran. */
        NEVER_RAN,
        /** It was not run, because something stood in its way that is not its fault alone, such as a port that is taken. */
        HELD,
        /** It ran and ended by itself. */
        ENDED,
        /** It was not ready by its start deadline and had to be ended for it. */
        OVERDUE,
        /** It was sick and had to be ended for it. */
        UNHEALTHY
    }

    public Death {
        uptime = uptime.isNegative() ? Duration.ZERO : uptime;
        readyFor = readyFor.isNegative() ? Duration.ZERO : readyFor.compareTo(uptime) > 0 ? uptime : readyFor;
    }

    /** Whether it died without ever having been ready. */
    public boolean beforeReadiness() {
        return readyFor.isZero();
    }
}
