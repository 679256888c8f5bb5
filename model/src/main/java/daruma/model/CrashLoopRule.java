package daruma.model;

import java.time.Duration;

/**
 * When deaths are called a crash loop. Two rules, because each alone is blind: the first sees a burst, the second sees a
 * program that dies slowly but is mostly down.
 *
 * @param deaths so many deaths …
 * @param within … in so short a time
 * @param window over this time …
 * @param minDeaths … at least so many deaths, and …
 * @param minReadyShare … ready for less than this share of it, 0 to 1
 */
public record CrashLoopRule(int deaths, Duration within, Duration window, int minDeaths, double minReadyShare) {
    public static final CrashLoopRule DEFAULT =
            new CrashLoopRule(5, Duration.ofSeconds(60), Duration.ofMinutes(10), 3, 0.5);

    public CrashLoopRule {
        Durations.requireWithin("crashLoop.within", within, Duration.ofSeconds(1), Durations.DAY);
        Durations.requireWithin("crashLoop.window", window, Duration.ofSeconds(1), Durations.DAY);
        if (deaths < 2 || deaths > 1_000 || minDeaths < 2 || minDeaths > 1_000) {
            throw new Refused("crashLoop counts deaths from 2 to 1000");
        }
        if (!(minReadyShare >= 0.0 && minReadyShare <= 1.0)) {
            throw new Refused("crashLoop.minReadyShare is " + minReadyShare + ": use a number from 0 to 1");
        }
    }
}
