package daruma.probes;

import daruma.model.Incarnation;
import daruma.model.ProcessId;
import daruma.probes.check.ExecCheck;
import daruma.probes.check.LogCheck;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** What must be known of watched programs. All of it may be asked from any thread. */
public interface Instances {
    /** The processes at the root of its tree; empty if it does not run. Does not block. */
    List<Integer> roots(Incarnation incarnation);

    /** To which incarnation a process belongs, whoever started it; empty if it is none of ours. Reads a few small files. */
    Optional<Incarnation> owner(int pid);

    /** Notes which process a program has named as its main one, for a daemon that comes after us. May block. */
    void noteMainProcess(Incarnation incarnation, ProcessId process);

    /** What was noted; it may have ended. May block. */
    Optional<ProcessId> notedMainProcess(Incarnation incarnation);

    /** The port that it is found to serve on. May block. */
    OptionalInt servedPort(Incarnation incarnation);

    /** What its control group is called, different for each incarnation on this machine; letters, digits and {@code . _ -}. */
    String groupName(Incarnation incarnation);

    /** How commands are run in its place; empty if that is not known any more. May block. */
    Optional<ExecCheck.Commands> commands(Incarnation incarnation);

    /** Where its output is looked up. */
    LogCheck.Lines lines();
}
