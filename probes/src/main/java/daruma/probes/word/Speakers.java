package daruma.probes.word;

import daruma.model.Incarnation;
import daruma.process.proc.ProcFs;
import daruma.process.proc.Stat;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * To which incarnation a process belongs that says something: the one whose tree it is in. Costs a reading of {@code /proc} for
 * each ancestor, however many programs run.
 *
 * @param roots which incarnation has its root in a process; must not block
 */
public record Speakers(ProcFs procFs, IntFunction<Optional<Incarnation>> roots) {
    /** More generations than any tree has; a reading that goes in circles ends there. */
    private static final int GENERATIONS = 256;

    /** Empty for a process that is gone, or in no tree of ours. */
    public Optional<Incarnation> of(int pid) {
        var among = amongAncestors(pid);
        if (among.isPresent()) {
            return among;
        }
        // Its parent has left it, and nobody of ours adopted it: but it is still in the session of a program.
        return procFs.stat(pid)
                .map(Stat::session)
                .filter(session -> session > 1 && session != pid)
                .flatMap(this::amongAncestors);
    }

    private Optional<Incarnation> amongAncestors(int pid) {
        int ancestor = pid;
        for (int i = 0; i < GENERATIONS && ancestor > 1; i++) {
            var found = roots.apply(ancestor);
            if (found.isPresent()) {
                return found;
            }
            ancestor = procFs.stat(ancestor).map(Stat::parent).orElse(0);
        }
        return Optional.empty();
    }
}
