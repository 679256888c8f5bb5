package daruma.supervisor.incident;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What Python's {@code faulthandler} writes when a signal ends the interpreter, innermost frame first.
 *
 * <pre>
 * Fatal Python error: Segmentation fault
 *
 * Current thread 0x00007f24a53ecb80 (most recent call first):
 *   File "/usr/lib/python3.11/ctypes/__init__.py", line 519 in string_at
 * </pre>
 */
final class FaulthandlerDialect implements Dialect {
    private static final Pattern BEGIN =
            Pattern.compile("(?:Current thread|Thread) 0x[0-9a-f]+ .*\\(most recent call first\\):");
    private static final Pattern FRAME = Pattern.compile("\\s+File \"([^\"]+)\", line (?:\\d+|\\?\\?\\?) in (.+)");

    @Override
    public Optional<Found> last(List<String> lines) {
        for (int at = lines.size() - 1; at >= 0; at--) {
            if (lines.get(at).startsWith("Fatal Python error: ")) {
                return Optional.of(trace(lines, at));
            }
        }
        return Optional.empty();
    }

    /** The thread that it happened in is told as the current one. */
    private static Found trace(List<String> lines, int fatal) {
        var places = new ArrayList<Place>();
        int end = fatal;
        boolean current = false;
        for (int at = fatal + 1; at < lines.size(); at++) {
            var line = lines.get(at);
            if (BEGIN.matcher(line).matches()) {
                current = line.startsWith("Current");
                end = at;
            } else {
                var frame = FRAME.matcher(line);
                if (frame.matches()) {
                    end = at;
                    if (current) {
                        places.add(PythonDialect.place(frame.group(1), frame.group(2)));
                    }
                }
            }
        }
        var headline = lines.get(fatal);
        return new Found(new Trace(headline, List.of(Wording.same(headline)), Place.top(places)), end);
    }
}
