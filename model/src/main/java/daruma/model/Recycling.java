package daruma.model;

import java.time.Duration;
import java.util.Optional;

/**
 * When a healthy instance is replaced as a matter of routine.
 *
 * @param maxAge of an incarnation
 * @param jitter by which ages differ, so that instances do not go together: 0 to 1, as a share of {@code maxAge}
 * @param cron when to restart, in the time zone of the machine: five fields, or six with seconds first
 */
public record Recycling(Optional<Duration> maxAge, double jitter, Optional<String> cron) {
    public static final Recycling NEVER = new Recycling(Optional.empty(), 0.1, Optional.empty());

    public Recycling {
        maxAge.ifPresent(
                age -> Durations.requireWithin("the maximum age", age, Duration.ofSeconds(1), Duration.ofDays(10_000)));
        if (!(jitter >= 0 && jitter <= 1)) {
            throw new Refused("the jitter of the maximum age is " + jitter + ": use 0 to 1");
        }
        cron.ifPresent(text -> {
            var fields = text.strip().split("\\s+").length;
            if (fields != 5 && fields != 6) {
                throw new Refused("invalid schedule \"" + text
                        + "\": write five fields (minute hour day month weekday), or six with seconds first");
            }
        });
    }
}
