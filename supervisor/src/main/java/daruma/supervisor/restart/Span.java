package daruma.supervisor.restart;

import java.time.Duration;
import java.util.Locale;

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
            return String.format(Locale.ROOT, "%.1f s", millis / 1_000.0).replace(".0 ", " ");
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
