package daruma.cli.syntax;

/** What was typed cannot be understood. The message says what, why and what next. */
public final class UsageError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public UsageError(String message) {
        super(message, null, false, false);
    }
}
