package daruma.control.varlink;

/** Text that is not an interface description. */
public final class BadIdl extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BadIdl(int line, String problem) {
        super("line " + line + ": " + problem);
    }
}
