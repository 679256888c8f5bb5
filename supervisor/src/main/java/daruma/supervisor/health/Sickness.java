package daruma.supervisor.health;

import java.time.Duration;
import java.util.Optional;

/**
 * What ails an instance, as told by whoever looked.
 *
 * @param cause what was seen, for people: {@code HTTP 503 from /healthz}
 * @param rule what makes it count, with its numbers: {@code liveness probe: 3 failures in a row}
 * @param grace replaces the grace period of the app when the instance is ended for this
 */
public record Sickness(Ailment ailment, String cause, String rule, Optional<Duration> grace) {

    /** {@code liveness failed: HTTP 503 from /healthz}. */
    public String sentence() {
        return cause.isEmpty() ? ailment.words() : ailment.words() + ": " + cause;
    }
}
