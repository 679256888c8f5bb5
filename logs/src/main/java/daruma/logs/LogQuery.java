package daruma.logs;

import daruma.model.AppName;
import daruma.model.LogLine;
import daruma.model.Refused;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Which lines are asked for. Every condition must hold.
 *
 * @param apps merged by time
 * @param slot one instance only
 * @param tail only so many of the last lines that match, over all apps together; empty: all
 * @param since lines of this time and later
 * @param until lines of this time and earlier
 * @param grep a regular expression to be found in the message
 * @param previous the incarnation before the present one of each instance, as after a crash
 * @param follow wait for more, until the reader is closed
 */
public record LogQuery(
        List<AppName> apps,
        OptionalInt slot,
        Set<LogLine.Stream> streams,
        OptionalInt tail,
        Optional<Instant> since,
        Optional<Instant> until,
        Optional<String> grep,
        boolean previous,
        boolean follow) {
    public LogQuery {
        apps = List.copyOf(apps);
        streams = Set.copyOf(streams);
        if (tail.isPresent() && tail.getAsInt() < 0) {
            throw new Refused("the number of lines is " + tail.getAsInt() + ": use 0 or more");
        }
        if (previous && follow) {
            throw new Refused("the previous incarnation has ended, there is nothing to follow: use one of the two");
        }
        if (grep.isPresent()) {
            try {
                Pattern.compile(grep.get());
            } catch (PatternSyntaxException e) {
                throw new Refused("invalid pattern \"" + grep.get() + "\": " + e.getDescription()
                        + "; put a backslash before characters that are meant literally");
            }
        }
    }

    /** The last lines of one app, every stream. */
    public static LogQuery lastOf(AppName app, int lines) {
        return new LogQuery(
                List.of(app),
                OptionalInt.empty(),
                EnumSet.allOf(LogLine.Stream.class),
                OptionalInt.of(lines),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                false,
                false);
    }
}
