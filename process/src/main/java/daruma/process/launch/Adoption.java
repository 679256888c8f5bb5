package daruma.process.launch;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * An incarnation that an earlier supervisor started, to be watched or accounted for by this one.
 *
 * @param runDirectory the incarnation's directory
 * @param lock the lock file of its slot, if it was launched with one; held means: somebody of its tree is left. Leave it
 *     empty for any incarnation but the newest of a slot, for then a held lock says nothing about it
 * @param runId the cookie it was launched with
 * @param cgroup the cgroup it was launched in, if any
 * @param shimReapsOrphans whether it was launched by a C shim, whose descendants are the whole tree
 * @param termGrace between TERM and KILL for strays
 */
public record Adoption(
        Path runDirectory,
        Optional<Path> lock,
        String runId,
        Optional<Path> cgroup,
        boolean shimReapsOrphans,
        Duration termGrace) {
    public Adoption(Path runDirectory, Optional<Path> lock, String runId) {
        this(runDirectory, lock, runId, Optional.empty(), true, Duration.ofSeconds(2));
    }
}
