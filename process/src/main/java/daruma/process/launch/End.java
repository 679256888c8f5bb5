package daruma.process.launch;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A program and its tree are gone.
 *
 * @param outcome how the program ended
 * @param began when it was started, if known, by the wall clock
 * @param ended when it ended, if known, by the wall clock
 * @param usage what it used, if known
 * @param survivors members of its tree that could not be ended; empty as a rule
 * @param notices what was done or missed on the way, in words for people
 */
public record End(
        Outcome outcome,
        Optional<Instant> began,
        Optional<Instant> ended,
        Optional<Usage> usage,
        List<Survivor> survivors,
        List<String> notices) {
    public End {
        survivors = List.copyOf(survivors);
        notices = List.copyOf(notices);
    }

    /** An end of which only the outcome is known. */
    public static End of(Outcome outcome) {
        return new End(outcome, Optional.empty(), Optional.empty(), Optional.empty(), List.of(), List.of());
    }
}
