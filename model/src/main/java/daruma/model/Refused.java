package daruma.model;

/**
 * A value that makes no sense, refused where it is made.
 *
 * <p>The message is one sentence for the user: what is wrong, and what is allowed instead.
 */
public final class Refused extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;
    private final String sentence;

    public Refused(String sentence) {
        super(sentence);
        this.sentence = sentence;
    }

    @Override
    public String getMessage() {
        return sentence;
    }
}
