package daruma.cli.startup;

/** A step that did not succeed; the message says which and why. */
public final class NotDone extends Exception {
    private static final long serialVersionUID = 1L;

    public NotDone(String message) {
        super(message);
    }
}
