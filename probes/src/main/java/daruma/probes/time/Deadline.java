package daruma.probes.time;

import java.time.Duration;

/**
 * Until when something may take, on the monotonic clock.
 *
 * @param allowed how long it was given
 * @param nanos the moment, as {@link System#nanoTime} counts
 */
public record Deadline(Duration allowed, long nanos) {
    /** So long from now. */
    public static Deadline in(Duration allowed) {
        return new Deadline(allowed, System.nanoTime() + allowed.toNanos());
    }

    /** What is left, rounded up to a millisecond; 0 once it has passed. */
    public int millisLeft() {
        long left = nanos - System.nanoTime();
        return left <= 0 ? 0 : (int) Math.min(Integer.MAX_VALUE, (left + 999_999) / 1_000_000);
    }

    public boolean passed() {
        return nanos - System.nanoTime() <= 0;
    }
}
