package daruma.model;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Where an app's output is kept, and how much of it.
 *
 * @param file the log file, absolute; empty: in the home's log directory
 * @param maxBytes size at which a new file is begun
 * @param maxFiles how many files are kept, the current one included
 * @param maxAge age of its first line at which a new file is begun; empty: by size only
 * @param spoolBytes how much output may wait for the daemon before the oldest is dropped
 */
public record LogPolicy(Optional<Path> file, long maxBytes, int maxFiles, Optional<Duration> maxAge, long spoolBytes) {
    public static final LogPolicy DEFAULT = new LogPolicy(Optional.empty(), 50L << 20, 10, Optional.empty(), 64L << 20);

    public LogPolicy {
        if (file.isPresent() && !file.get().isAbsolute()) {
            throw new Refused("the log file \"" + file.get() + "\" is not absolute");
        }
        if (maxBytes < 4_096) {
            throw new Refused("logs.maxSize is " + maxBytes + " bytes: use 4 KiB or more");
        }
        if (maxFiles < 1 || maxFiles > 1_000) {
            throw new Refused("logs.maxFiles is " + maxFiles + ": use 1 to 1000");
        }
        if (spoolBytes < 65_536) {
            throw new Refused("logs.spool is " + spoolBytes + " bytes: use 64 KiB or more");
        }
        maxAge.ifPresent(
                age -> Durations.requireWithin("logs.maxAge", age, Duration.ofSeconds(1), Duration.ofDays(3_650)));
    }
}
