package daruma.model;

/** How a process ended. What is not known is said to be unknown, with the reason; no code stands in for it. */
public sealed interface ExitStatus {

    /** It ended by itself. */
    record Exited(int code) implements ExitStatus {}

    /**
     * A signal ended it.
     *
     * @param number as the kernel reported it
     */
    record Signaled(int number, boolean coreDumped) implements ExitStatus {}

    /**
     * The program never ran.
     *
     * @param stage what failed: {@code exec}, {@code chdir}, {@code setuid}, {@code fork}, {@code spawn}, {@code lock}, …; or,
     *     with blanks in it, what was in the way: {@code port 3000 is held by pid 77 (node)}
     * @param errno of the failed call; 0 where there is none
     */
    record NeverRan(String stage, int errno) implements ExitStatus {
        /** Whether something stood in its way, rather than that the attempt failed. */
        public boolean held() {
            return stage.indexOf(' ') >= 0;
        }
    }

    /** It is gone, and nobody saw how. */
    record Unknown(String why) implements ExitStatus {}

    default boolean succeeded() {
        return this instanceof Exited(int code) && code == 0;
    }

    /** For people: {@code exit code 1}, {@code SIGKILL (killed; …)}, {@code could not be started: …}. */
    default String describe() {
        return switch (this) {
            case Exited(int code) -> "exit code " + code;
            case Signaled(int number, boolean core) ->
                Signal.ofNumber(number).map(s -> s + " (" + s.meaning() + ")").orElse("signal " + number)
                        + (core ? ", core dumped" : "");
            case NeverRan(String stage, int errno) ->
                "could not be started: " + stage + (stage.indexOf(' ') < 0 ? " failed" : "")
                        + (errno == 0 ? "" : ", " + Errno.describe(errno));
            case Unknown(String why) -> "exit status unknown: " + why;
        };
    }
}
