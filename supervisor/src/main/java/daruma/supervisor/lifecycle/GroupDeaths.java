package daruma.supervisor.lifecycle;

import daruma.supervisor.dependency.GroupBudget;
import java.time.Instant;
import java.util.Optional;

/**
 * The deaths of a group as they stood when one of its members died. Each member remembers its own, so that it survives the daemon
 * with them; the one with the latest death is right for the group.
 */
public record GroupDeaths(String group, GroupBudget.Tally tally) {
    public Optional<Instant> last() {
        return tally.deaths().isEmpty()
                ? Optional.empty()
                : Optional.of(tally.deaths().getLast());
    }

    /** The same on a clock that was set back meanwhile. */
    GroupDeaths notAfter(Instant now) {
        return new GroupDeaths(
                group,
                new GroupBudget.Tally(
                        tally.deaths().stream()
                                .map(at -> at.isAfter(now) ? now : at)
                                .toList(),
                        tally.level()));
    }
}
