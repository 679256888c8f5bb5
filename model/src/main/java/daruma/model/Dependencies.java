package daruma.model;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Which other apps an app needs, and with which it falls and gets up.
 *
 * @param on what must have been reached by which app before this one is started; stopped in reverse order
 * @param group that it belongs to
 */
public record Dependencies(Map<AppName, Condition> on, Optional<Group> group) {
    public static final Dependencies NONE = new Dependencies(Map.of(), Optional.empty());

    public Dependencies {
        on = Map.copyOf(on);
    }

    /** What a dependency must have reached. */
    public enum Condition {
        /** Its process is there. */
        STARTED,
        READY,
        /** It has ended well. */
        COMPLETED
    }

    /** Who is restarted when one of a group dies; the names are those of OTP. */
    public enum Strategy {
        /** That one alone. */
        ONE_FOR_ONE,
        ONE_FOR_ALL,
        /** That one and all that stand behind it in the group. */
        REST_FOR_ONE
    }

    /**
     * A group as each of its members knows it; all of them must say the same.
     *
     * @param position of this member, from 0; the order of starting
     * @param intensity how many restarts within the period are borne; one more escalates
     */
    public record Group(String name, int position, Strategy strategy, int intensity, Duration period) {
        public static final int DEFAULT_INTENSITY = 5;
        public static final Duration DEFAULT_PERIOD = Duration.ofSeconds(30);

        public Group {
            if (!name.matches("[A-Za-z0-9_][A-Za-z0-9._-]{0,62}")) {
                throw new Refused("invalid group \"" + name + "\": use 1 to 63 letters, digits or . _ -");
            }
            if (position < 0 || intensity < 0) {
                throw new Refused("group \"" + name + "\" has a negative position or intensity: use 0 or more");
            }
            Durations.requireWithin(
                    "the period of group \"" + name + "\"", period, Duration.ofMillis(1), Duration.ofDays(1));
        }
    }
}
