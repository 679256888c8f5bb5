package daruma.supervisor.incident;

import daruma.model.Incarnation;
import java.time.Instant;

/**
 * One failure of one launch.
 *
 * @param release of the app that failed
 * @param at when it was noticed
 */
public record Occurrence(Incarnation incarnation, String release, Failure failure, Diagnosis diagnosis, Instant at) {
    /** The same, told by its cause alone. */
    Occurrence coarse() {
        return new Occurrence(incarnation, release, failure, diagnosis.coarse(failure), at);
    }
}
