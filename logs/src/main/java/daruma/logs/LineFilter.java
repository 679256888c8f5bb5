package daruma.logs;

import daruma.model.Refused;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Whether a line is one of those asked for; times are looked at elsewhere. */
final class LineFilter {
    /** How often a pattern may look at a character before it counts as one that never ends. */
    private static final long LOOKS_PER_CHARACTER = 200;

    private static final long LOOKS_AT_LEAST = 1_000_000;

    private final LogQuery query;
    private final @Nullable Pattern pattern;
    /** For "previous": the newest incarnation of each slot. */
    private final Map<Integer, Long> newest;

    LineFilter(LogQuery query, Map<Integer, Long> newest) {
        this.query = query;
        this.pattern = query.grep().map(Pattern::compile).orElse(null);
        this.newest = new HashMap<>(newest);
    }

    /** Learns which incarnation is the present one, from lines that are read from the last one backwards. */
    void learn(LineFormat.Parsed line) {
        newest.putIfAbsent(line.slot, line.incarnation);
    }

    boolean wants(LineFormat.Parsed line) {
        if ((query.slot().isPresent() && query.slot().getAsInt() != line.slot)
                || !query.streams().contains(line.stream)) {
            return false;
        }
        if (query.previous() && newest.getOrDefault(line.slot, 0L) - 1 != line.incarnation) {
            return false;
        }
        return pattern == null || found(pattern, line.text());
    }

    private static boolean found(Pattern pattern, String text) {
        try {
            return pattern.matcher(
                            new Budgeted(text, new AtomicLong(LOOKS_AT_LEAST + LOOKS_PER_CHARACTER * text.length())))
                    .find();
        } catch (OverBudget | StackOverflowError e) {
            throw new Refused("the pattern \"" + pattern + "\" takes too long on a line of " + text.length()
                    + " characters: avoid a repetition within a repetition, such as (a+)+");
        }
    }

    private static final class OverBudget extends RuntimeException {
        private static final long serialVersionUID = 1L;

        OverBudget() {
            super(null, null, false, false);
        }
    }

    /** Counts how often the pattern looks at it: java.util.regex has no limit of its own. */
    private record Budgeted(CharSequence text, AtomicLong looksLeft) implements CharSequence {
        @Override
        public int length() {
            return text.length();
        }

        @Override
        public char charAt(int index) {
            long left = looksLeft.getPlain() - 1;
            looksLeft.setPlain(left);
            if (left < 0) {
                throw new OverBudget();
            }
            return text.charAt(index);
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return new Budgeted(text.subSequence(start, end), looksLeft);
        }

        @Override
        public String toString() {
            return text.toString();
        }
    }
}
