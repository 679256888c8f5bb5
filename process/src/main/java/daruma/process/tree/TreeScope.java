package daruma.process.tree;

import daruma.process.proc.ProcessIdentity;
import java.nio.file.Path;
import java.util.Optional;

/**
 * By what the members of one incarnation's tree are known at this moment.
 *
 * @param runId the cookie in their environment
 * @param cgroup the cgroup that they were born in, if it is there and may be written
 * @param shim the shim, as long as it lives; never a member itself
 * @param shimReapsOrphans whether everything that comes of the program stays below the shim
 * @param program the program, if it was started
 * @param sessionIsOurs whether the session with the program's number can only be the program's: it lives, or was seen
 *     ending just now
 * @param gone whether the tree is known to be empty for good, by the shim's word
 */
public record TreeScope(
        String runId,
        Optional<Path> cgroup,
        Optional<ProcessIdentity> shim,
        boolean shimReapsOrphans,
        Optional<ProcessIdentity> program,
        boolean sessionIsOurs,
        boolean gone) {}
