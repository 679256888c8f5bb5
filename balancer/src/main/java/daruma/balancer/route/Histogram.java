package daruma.balancer.route;

import daruma.model.traffic.Latency;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/** Counts durations in buckets that grow by an eighth: memory is bounded, nothing is sorted, any thread may add. */
public final class Histogram {
    /** Parts of each power of two. */
    private static final int PARTS_BITS = 3;

    private static final int PARTS = 1 << PARTS_BITS;
    /** Microseconds up to 2^36, which is 19 hours. */
    private static final int BUCKETS = (36 - PARTS_BITS + 1) * PARTS;

    private final AtomicLongArray buckets = new AtomicLongArray(BUCKETS);
    private final AtomicLong longest = new AtomicLong();

    public void add(long nanos) {
        var micros = Math.max(0, nanos / 1_000);
        buckets.getAndIncrement(bucket(micros));
        if (micros > longest.get()) {
            longest.accumulateAndGet(micros, Math::max);
        }
    }

    /** What several have counted, taken together. */
    public static Latency read(List<Histogram> histograms) {
        var counts = new long[BUCKETS];
        long total = 0;
        long max = 0;
        for (var histogram : histograms) {
            for (int i = 0; i < BUCKETS; i++) {
                var count = histogram.buckets.get(i);
                counts[i] += count;
                total += count;
            }
            max = Math.max(max, histogram.longest.get());
        }
        if (total == 0) {
            return Latency.NONE;
        }
        return new Latency(
                total,
                quantile(counts, total, 0.5, max),
                quantile(counts, total, 0.9, max),
                quantile(counts, total, 0.99, max),
                micros(max));
    }

    private static Duration quantile(long[] counts, long total, double share, long max) {
        var wanted = (long) Math.ceil(total * share);
        long seen = 0;
        for (int i = 0; i < BUCKETS; i++) {
            seen += counts[i];
            if (seen >= wanted) {
                return micros(Math.min(max, upperEnd(i)));
            }
        }
        return micros(max);
    }

    private static Duration micros(long micros) {
        return Duration.ofNanos(micros * 1_000);
    }

    /** 0 to 7 each for itself, then eight for each power of two. */
    static int bucket(long micros) {
        if (micros < PARTS) {
            return (int) micros;
        }
        int power = 63 - Long.numberOfLeadingZeros(micros);
        int part = (int) (micros >>> (power - PARTS_BITS)) & (PARTS - 1);
        return Math.min(BUCKETS - 1, (power - PARTS_BITS + 1) * PARTS + part);
    }

    /** The longest duration of a bucket. */
    static long upperEnd(int bucket) {
        if (bucket < PARTS) {
            return bucket;
        }
        int power = bucket / PARTS - 1 + PARTS_BITS;
        long part = bucket % PARTS;
        return ((PARTS + part + 1) << (power - PARTS_BITS)) - 1;
    }
}
