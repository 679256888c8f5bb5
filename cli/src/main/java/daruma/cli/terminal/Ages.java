package daruma.cli.terminal;

import java.time.Duration;
import java.time.Instant;

/** Spans of time as kubectl shows them: two units at most, {@code 45s}, {@code 3m12s}, {@code 2d4h}. */
public final class Ages {
    private Ages() {}

    public static String between(Instant from, Instant to) {
        return of(Duration.between(from, to));
    }

    public static String of(Duration age) {
        var seconds = Math.max(0, age.toSeconds());
        if (seconds < 120) {
            return seconds + "s";
        }
        if (seconds < 3_600) {
            return two(seconds / 60, "m", seconds % 60, "s", seconds >= 600);
        }
        if (seconds < 86_400) {
            return two(seconds / 3_600, "h", seconds % 3_600 / 60, "m", seconds >= 8 * 3_600);
        }
        return two(seconds / 86_400, "d", seconds % 86_400 / 3_600, "h", seconds >= 8 * 86_400);
    }

    /** How long something took: {@code 41 ms}, {@code 1.3 s}, {@code 2m05s}. */
    public static String took(Duration duration) {
        var millis = duration.toMillis();
        if (millis < 1_000) {
            return millis + " ms";
        }
        if (millis < 60_000) {
            return millis / 1_000 + "." + millis % 1_000 / 100 + " s";
        }
        return of(duration);
    }

    private static String two(long big, String bigUnit, long small, String smallUnit, boolean coarse) {
        return coarse || small == 0 ? big + bigUnit : big + bigUnit + small + smallUnit;
    }
}
