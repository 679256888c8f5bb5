package daruma.control;

/** The exit codes of the command line that a {@link Fault} can lead to. Documented, stable, tested. */
public final class Exit {
    public static final int OK = 0;
    /** The operation failed. */
    public static final int FAILED = 1;

    public static final int USAGE = 2;
    public static final int NOT_RUNNING = 3;
    public static final int NO_SUCH_APP = 4;
    /** The daemon is not reachable. */
    public static final int UNREACHABLE = 5;
    /** A name or a port is taken. */
    public static final int CONFLICT = 6;
    /** Not permitted. */
    public static final int REFUSED = 7;

    public static final int PARTIAL = 8;
    /** EX_CONFIG of sysexits.h. */
    public static final int BAD_CONFIGURATION = 78;

    public static final int TIMEOUT = 124;
    public static final int INTERRUPTED = 130;

    private Exit() {}
}
