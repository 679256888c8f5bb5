package daruma.process.launch;

/** How a program ended. What is not known is said to be unknown; no code stands in for it. */
public sealed interface Outcome {
    /**
     * It ended by itself.
     *
     * @param code 0 to 255
     * @param exact false if a code above 128 may as well be a signal (a {@code sh} shim cannot tell)
     */
    record Exited(int code, boolean exact) implements Outcome {}

    /**
     * A signal ended it.
     *
     * @param signal its number on this machine
     * @param exact false if it was derived from an exit code above 128
     */
    record Signaled(int signal, boolean coreDumped, boolean exact) implements Outcome {}

    /** It is gone, and nobody saw how. */
    record Unknown(String why) implements Outcome {}
}
