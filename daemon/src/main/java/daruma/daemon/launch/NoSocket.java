package daruma.daemon.launch;

/** That an app cannot have the socket it is to share, with what is in the way. */
public final class NoSocket extends Exception {
    private static final long serialVersionUID = 1L;

    private final Why why;

    /** What is in the way, as far as there is something to be done about it. */
    public enum Why {
        IN_USE,
        NOT_PERMITTED,
        IMPOSSIBLE
    }

    NoSocket(Why why, String sentence) {
        super(sentence);
        this.why = why;
    }

    public Why why() {
        return why;
    }
}
