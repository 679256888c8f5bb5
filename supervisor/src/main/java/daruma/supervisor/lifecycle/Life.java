package daruma.supervisor.lifecycle;

import daruma.model.Incarnation;
import daruma.model.ProcessId;
import daruma.supervisor.health.Sickness;
import java.time.Instant;
import java.util.Optional;

/**
 * A process that lives, as far as is known.
 *
 * @param process the program's main one; another than the one that was launched if the program said so
 * @param notice a degradation that people should know of, such as a lost shim
 * @param complaint what ails it, and what was decided about that; empty as long as it is well
 * @param says what the program said last of how it is, for people
 */
public record Life(
        Incarnation incarnation,
        ProcessId process,
        Aim aim,
        Instant launchedAt,
        Optional<String> notice,
        Optional<Complaint> complaint,
        Optional<String> says) {

    /** One of which nothing but its beginning is known. */
    Life(Incarnation incarnation, ProcessId process, Aim aim, Instant launchedAt, Optional<String> notice) {
        this(incarnation, process, aim, launchedAt, notice, Optional.empty(), Optional.empty());
    }

    /**
     * A sickness that was told.
     *
     * @param since when it was told first
     * @param withheld by which rule it is not restarted for it now; empty as long as nothing was decided
     */
    public record Complaint(Sickness sickness, Instant since, Optional<String> withheld) {}

    Life with(String newNotice) {
        return new Life(incarnation, process, aim, launchedAt, Optional.of(newNotice), complaint, says);
    }

    Life with(Complaint newComplaint) {
        return new Life(incarnation, process, aim, launchedAt, notice, Optional.of(newComplaint), says);
    }

    Life well() {
        return new Life(incarnation, process, aim, launchedAt, notice, Optional.empty(), says);
    }

    Life with(ProcessId newProcess) {
        return new Life(incarnation, newProcess, aim, launchedAt, notice, complaint, says);
    }

    Life saying(String line) {
        return new Life(
                incarnation,
                process,
                aim,
                launchedAt,
                notice,
                complaint,
                line.isBlank() ? Optional.empty() : Optional.of(line));
    }
}
