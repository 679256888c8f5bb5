package daruma.supervisor.incident;

import java.util.List;
import java.util.Optional;

/** How one runtime prints the stack of a program that dies. */
interface Dialect {
    /**
     * The last complete trace.
     *
     * @param lines without colours, in the order they were written
     */
    Optional<Found> last(List<String> lines);

    /**
     * A trace and where it ended.
     *
     * @param endsAt the index of its last line
     */
    record Found(Trace trace, int endsAt) {}

    /** Those that are known. Which of them printed the last trace of all is found by asking each. */
    List<Dialect> ALL = List.of(
            new NodeDialect(),
            new NodeFatalDialect(),
            new JavaDialect(),
            new PythonDialect(),
            new FaulthandlerDialect(),
            new GoDialect(),
            new RubyDialect(),
            new RustDialect(),
            new JvmFatalDialect());
}
