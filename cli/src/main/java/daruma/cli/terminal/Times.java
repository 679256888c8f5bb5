package daruma.cli.terminal;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Moments for scripts: UTC, ISO 8601, always three decimals, so that texts sort as times do. */
public final class Times {
    private Times() {}

    public static String iso(Instant at) {
        var text = at.truncatedTo(ChronoUnit.MILLIS).toString();
        return text.length() == 20 ? text.substring(0, 19) + ".000Z" : text;
    }

    /** The time of day of it: {@code 18:30:47.912Z}. */
    public static String clock(Instant at) {
        var text = iso(at);
        return text.substring(text.indexOf('T') + 1);
    }
}
