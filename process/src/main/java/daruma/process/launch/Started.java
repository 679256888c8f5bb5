package daruma.process.launch;

import daruma.process.proc.ProcessIdentity;
import java.util.List;
import java.util.Optional;

/**
 * A program runs.
 *
 * @param program the program
 * @param shim its shim; empty if the shim is known to be gone
 * @param notices what could not be done as asked, in words for people
 */
public record Started(ProcessIdentity program, Optional<ProcessIdentity> shim, List<String> notices) {
    public Started {
        notices = List.copyOf(notices);
    }
}
