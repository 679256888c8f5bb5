package daruma.model;

import java.time.Duration;
import java.util.Locale;
import java.util.regex.Pattern;

/** Durations as people write them: {@code 500ms}, {@code 10s}, {@code 1m30s}, {@code 2h}, {@code 1.5s}. */
public final class Durations {
    public static final Duration DAY = Duration.ofDays(1);

    private static final Pattern WHOLE = Pattern.compile("(\\d+(?:\\.\\d+)?(?:ms|s|m|h|d))+");
    private static final Pattern PART = Pattern.compile("(\\d+(?:\\.\\d+)?)(ms|s|m|h|d)");

    private Durations() {}

    /**
     * Reads a duration with its unit.
     *
     * @throws Refused if it is not one, or not within 0 to 10 000 days
     */
    public static Duration parse(String text) {
        var stripped = text.strip().toLowerCase(Locale.ROOT);
        if (!WHOLE.matcher(stripped).matches()) {
            throw new Refused(
                    "invalid duration \"" + text + "\": write a number with its unit, such as 500ms, 10s, 1m30s or 2h");
        }
        double seconds = 0;
        var parts = PART.matcher(stripped);
        while (parts.find()) {
            seconds += Double.parseDouble(parts.group(1))
                    * switch (parts.group(2)) {
                        case "ms" -> 0.001;
                        case "s" -> 1;
                        case "m" -> 60;
                        case "h" -> 3_600;
                        default -> 86_400;
                    };
        }
        if (seconds > 86_400.0 * 10_000) {
            throw new Refused("invalid duration \"" + text + "\": the longest is 10000d");
        }
        return Duration.ofMillis(Math.round(seconds * 1_000));
    }

    /**
     * Reads a duration; a bare number counts in milliseconds, as pm2's flags do.
     *
     * @throws Refused as {@link #parse(String)} does
     */
    public static Duration parseMillisByDefault(String text) {
        var stripped = text.strip();
        return stripped.chars().allMatch(Character::isDigit) && !stripped.isEmpty()
                ? parse(stripped + "ms")
                : parse(stripped);
    }

    /** The exact form that {@link #parse(String)} reads back: {@code 1m30s}, {@code 200ms}, {@code 0s}. */
    public static String format(Duration duration) {
        if (duration.isZero()) {
            return "0s";
        }
        var text = new StringBuilder();
        append(text, duration.toDays(), "d");
        append(text, duration.toHoursPart(), "h");
        append(text, duration.toMinutesPart(), "m");
        append(text, duration.toSecondsPart(), "s");
        append(text, duration.toMillisPart(), "ms");
        return text.toString();
    }

    /**
     * Refuses a value out of its range.
     *
     * @throws Refused naming what it is and what is allowed
     */
    public static void requireWithin(String what, Duration value, Duration least, Duration most) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw new Refused(what + " is " + (value.isNegative() ? value : format(value)) + ": use " + format(least)
                    + " to " + format(most));
        }
    }

    private static void append(StringBuilder text, long amount, String unit) {
        if (amount != 0) {
            text.append(amount).append(unit);
        }
    }
}
