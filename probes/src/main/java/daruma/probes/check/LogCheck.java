package daruma.probes.check;

import daruma.model.Incarnation;
import daruma.probes.time.Deadline;
import java.time.Instant;
import java.util.Optional;

/**
 * The output since the launch contains a line; or, for a program that is to say again and again that it lives, since the last
 * check that found one. Not for more than one thread at once.
 */
public final class LogCheck implements Check {
    private final Incarnation incarnation;
    private final String pattern;
    private final Lines lines;
    private final boolean onceIsEnough;
    private Instant since;
    private Optional<Outcome> found = Optional.empty();

    /** Where output is looked up. */
    @FunctionalInterface
    public interface Lines {
        /**
         * The last line of an incarnation's output, not before this time, in which the pattern is found.
         *
         * @throws daruma.model.Refused if the pattern takes too long
         */
        Optional<Line> last(Incarnation incarnation, String pattern, Instant since);
    }

    /** A line, with the time at which it was read. */
    public record Line(Instant time, String text) {}

    /**
     * @param launchedAt by the wall clock
     * @param onceIsEnough whether a line that was found counts for ever
     */
    public LogCheck(Incarnation incarnation, String pattern, Instant launchedAt, boolean onceIsEnough, Lines lines) {
        this.incarnation = incarnation;
        this.pattern = pattern;
        this.since = launchedAt;
        this.onceIsEnough = onceIsEnough;
        this.lines = lines;
    }

    @Override
    public Outcome make(Deadline deadline) {
        if (onceIsEnough && found.isPresent()) {
            return found.get();
        }
        Optional<Line> line;
        try {
            line = lines.last(incarnation, pattern, since);
        } catch (RuntimeException e) {
            return new Outcome.Broken("the log cannot be searched for \"" + pattern + "\": " + e.getMessage());
        }
        if (line.isEmpty()) {
            return new Outcome.Failed("no line with \"" + pattern + "\" in the output"
                    + (onceIsEnough ? "" : " since the last one at " + since));
        }
        since = line.get().time().plusNanos(1);
        var passed = new Outcome.Passed("the output has a line with \"" + pattern + "\"");
        found = Optional.of(passed);
        return passed;
    }
}
