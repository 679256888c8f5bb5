package daruma.state;

import daruma.model.Event;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Which events are asked for.
 *
 * @param object tells by {@link Event#object()} whether an event is wanted
 * @param afterId only events with a greater id; 0 for all
 * @param since only events of this time or later
 * @param last at most so many, the newest
 */
public record EventQuery(Predicate<String> object, long afterId, Optional<Instant> since, int last) {
    public static EventQuery all() {
        return new EventQuery(object -> true, 0, Optional.empty(), Integer.MAX_VALUE);
    }

    /** Whether an event is asked for, {@code last} aside. */
    public boolean wants(Event event) {
        return event.id() > afterId
                && since.map(start -> !event.at().isBefore(start)).orElse(true)
                && object.test(event.object());
    }
}
