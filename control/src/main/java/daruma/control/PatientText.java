package daruma.control;

import java.util.regex.Pattern;

/**
 * Text that a regular expression may look at so many times and no more: {@code (a+)+$} would otherwise keep the daemon busy
 * for years.
 */
final class PatientText implements CharSequence {
    private static final int PATIENCE = 200_000;

    private final CharSequence text;
    private int looks;

    private PatientText(CharSequence text) {
        this.text = text;
    }

    /** Whether the pattern is found; one that takes too long is not. */
    static boolean finds(Pattern pattern, String text) {
        try {
            return pattern.matcher(new PatientText(text)).find();
        } catch (OutOfPatience _) {
            return false;
        }
    }

    @Override
    public char charAt(int index) {
        looks++;
        if (looks > PATIENCE) {
            throw new OutOfPatience();
        }
        return text.charAt(index);
    }

    @Override
    public int length() {
        return text.length();
    }

    @Override
    public CharSequence subSequence(int start, int end) {
        return text.subSequence(start, end);
    }

    @Override
    public String toString() {
        return text.toString();
    }

    private static final class OutOfPatience extends RuntimeException {
        private static final long serialVersionUID = 1L;

        OutOfPatience() {
            super("", null, false, false);
        }
    }
}
