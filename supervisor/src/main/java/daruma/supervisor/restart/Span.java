package daruma.supervisor.restart;

import java.time.Duration;

/** Times and counts as sentences have them: {@code 312 ms}, {@code 1.3 s}, {@code 2 min 5 s}, {@code 3rd}. */
public final class Span {
    private Span() {}

    /** Exact below a second, with one digit below ten, in whole units above. */
    public static String of(Duration duration) {
        var millis = Math.max(0, duration.toMillis());
        if (millis < 1_000) {
            return millis + " ms";
        }
        if (millis < 10_000 && millis % 1_000 != 0) {
            var tenths =
                    (millis + 50) / 100; // by hand: a death is told before it is answered, and a format takes its time
            return tenths / 10 + (tenths % 10 == 0 ? "" : "." + tenths % 10) + " s";
        }
        var seconds = Math.round(millis / 1_000.0);
        if (seconds <= 60) {
            return seconds + " s";
        }
        if (seconds < 3_600) {
            return two(seconds / 60, "min", seconds % 60, "s");
        }
        return seconds < 86_400
                ? two(seconds / 3_600, "h", seconds % 3_600 / 60, "min")
                : two(seconds / 86_400, "d", seconds % 86_400 / 3_600, "h");
    }

    /** {@code 1st}, {@code 2nd}, {@code 11th}. */
    public static String ordinal(int number) {
        var ending = switch (number % 100) {
            case 11, 12, 13 -> "th";
            default ->
                switch (number % 10) {
                    case 1 -> "st";
                    case 2 -> "nd";
                    case 3 -> "rd";
                    default -> "th";
                };
        };
        return number + ending;
    }

    private static String two(long big, String bigUnit, long small, String smallUnit) {
        return big + " " + bigUnit + (small == 0 ? "" : " " + small + " " + smallUnit);
    }
}
