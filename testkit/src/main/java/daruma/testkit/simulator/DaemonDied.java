package daruma.testkit.simulator;

/** The daemon is killed in the middle of something. */
final class DaemonDied extends RuntimeException {
    private static final long serialVersionUID = 1L;

    DaemonDied() {
        super("the simulated daemon was killed", null, false, false);
    }
}
