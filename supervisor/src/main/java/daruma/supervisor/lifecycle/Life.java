package daruma.supervisor.lifecycle;

import daruma.model.Incarnation;
import daruma.model.ProcessId;
import java.time.Instant;
import java.util.Optional;

/**
 * A process that lives, as far as is known.
 *
 * @param notice a degradation that people should know of, such as a lost shim
 */
public record Life(Incarnation incarnation, ProcessId process, Aim aim, Instant launchedAt, Optional<String> notice) {
    Life with(String newNotice) {
        return new Life(incarnation, process, aim, launchedAt, Optional.of(newNotice));
    }
}
