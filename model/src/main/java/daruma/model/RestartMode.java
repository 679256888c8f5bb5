package daruma.model;

/** Which ends of a process are followed by another start. */
public enum RestartMode {
    /** Every end that nobody asked for. */
    ALWAYS,
    /** A non-zero exit code, a signal, or an end that is not known. */
    ON_FAILURE,
    NEVER
}
