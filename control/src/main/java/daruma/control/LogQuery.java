package daruma.control;

import daruma.model.LogLine;
import daruma.model.Refused;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which lines of which apps. All conditions together.
 *
 * @param lines at most so many of the newest that match; with {@code follow}, before those that come
 * @param since not older
 * @param until not newer
 * @param grep a regular expression of Java that is found in the message
 * @param streams empty: all
 * @param previous of the incarnation before the present one
 * @param follow go on with lines as they come
 */
public record LogQuery(
        List<String> selectors,
        int lines,
        Optional<Instant> since,
        Optional<Instant> until,
        Optional<String> grep,
        Set<LogLine.Stream> streams,
        boolean previous,
        boolean follow) {
    public LogQuery {
        selectors = List.copyOf(selectors);
        streams = Set.copyOf(streams);
        if (lines < 0) {
            throw new Refused("the number of lines is " + lines + ": use 0 or more");
        }
    }

    /** The last lines of some apps. */
    public static LogQuery last(int lines, String... selectors) {
        return new LogQuery(
                List.of(selectors),
                lines,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Set.of(),
                false,
                false);
    }

    /** All of that moment and newer; at most a million of them. */
    public LogQuery since(Instant moment) {
        return new LogQuery(selectors, 1_000_000, Optional.of(moment), until, grep, streams, previous, follow);
    }

    public LogQuery following() {
        return new LogQuery(selectors, lines, since, until, grep, streams, previous, true);
    }
}
