package daruma.probes.check;

import daruma.probes.time.Deadline;

/** One kind of look at a program. */
@FunctionalInterface
public interface Check {
    /**
     * Makes it. Blocks until there is a result, but not beyond the deadline if it can be helped; may be interrupted then, and
     * comes back soon after. Called on a virtual thread.
     */
    Outcome make(Deadline deadline);
}
