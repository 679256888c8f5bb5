package daruma.model;

import java.util.Optional;
import java.util.Set;

/**
 * One resource limit.
 *
 * @param name as in setrlimit(2), lower case without the prefix: {@code nofile}, {@code core}, …
 * @param soft {@link #UNLIMITED} or 0 and more, in the unit of that limit
 * @param hard as soft, and not below it; empty: stays as it is
 */
public record Rlimit(String name, long soft, Optional<Long> hard) {
    public static final long UNLIMITED = -1;
    private static final Set<String> NAMES = Set.of(
            "as",
            "core",
            "cpu",
            "data",
            "fsize",
            "memlock",
            "msgqueue",
            "nice",
            "nofile",
            "nproc",
            "rss",
            "rtprio",
            "rttime",
            "sigpending",
            "stack");

    public Rlimit {
        if (!NAMES.contains(name)) {
            throw new Refused("unknown limit \"" + name + "\": use one of "
                    + String.join(", ", NAMES.stream().sorted().toList()));
        }
        if (soft < UNLIMITED || (hard.isPresent() && hard.get() < UNLIMITED)) {
            throw new Refused("limit " + name + " is negative: use 0 or more, or unlimited");
        }
        if (hard.isPresent() && hard.get() != UNLIMITED && (soft == UNLIMITED || soft > hard.get())) {
            throw new Refused("limit " + name + ": the soft limit is above the hard one");
        }
    }
}
