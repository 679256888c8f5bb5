package daruma.supervisor.incident;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Python's tracebacks, outermost frame first and the exception below it. Of several in a chain the last one is what the
 * program died of; the ones before it caused it.
 *
 * <pre>
 * Traceback (most recent call last):
 *   File "/srv/shop/app.py", line 12, in pay
 *     raise ValueError("no such order: 77")
 * ValueError: no such order: 77
 * </pre>
 */
final class PythonDialect implements Dialect {
    private static final Pattern BEGIN =
            Pattern.compile("[\\s|+]*(?:Exception Group )?Traceback \\(most recent call last\\):");
    private static final Pattern FRAME = Pattern.compile("[\\s|]*File \"([^\"]+)\", line \\d+(?:, in (.+))?");
    private static final Pattern NAMED = Pattern.compile("(?:\\| )?([A-Za-z_][\\w.]*)(?::.*| \\(.*)?");
    private static final Pattern CHAINED = Pattern.compile(
            "The above exception was the direct cause of the following exception:|During handling of the above exception, another exception occurred:");
    private static final Pattern RUNTIME =
            Pattern.compile("<frozen .*|.*/lib(?:64)?/python\\d[\\d.]*/(?!(?:site|dist)-packages).*");

    @Override
    public Optional<Found> last(List<String> lines) {
        var one = lastOne(lines, lines.size());
        if (one.isEmpty()) {
            return syntaxError(lines);
        }
        var last = one.get();
        var types = new ArrayList<>(last.found.trace().types());
        int begin = last.begin;
        while (begin >= 2 && chained(lines, begin)) {
            var before = lastOne(lines, begin - 1);
            if (before.isEmpty()) {
                break;
            }
            types.addAll(before.get().found.trace().types());
            begin = before.get().begin;
        }
        var trace = last.found.trace();
        return Optional.of(new Found(new Trace(trace.headline(), types, trace.frames()), last.found.endsAt()));
    }

    private record One(int begin, Found found) {}

    private static boolean chained(List<String> lines, int begin) {
        return CHAINED.matcher(lines.get(begin - 1)).matches()
                || CHAINED.matcher(lines.get(begin - 2)).matches();
    }

    private static Optional<One> lastOne(List<String> lines, int until) {
        for (int begin = until - 1; begin >= 0; begin--) {
            if (BEGIN.matcher(lines.get(begin)).matches()) {
                return one(lines, begin, until);
            }
        }
        return Optional.empty();
    }

    private static Optional<One> one(List<String> lines, int begin, int until) {
        var places = new ArrayList<Place>();
        for (int at = begin + 1; at < until; at++) {
            var line = lines.get(at);
            var frame = FRAME.matcher(line);
            if (frame.matches()) {
                places.addFirst(place(
                        frame.group(1), Optional.ofNullable(frame.group(2)).orElse("<module>")));
                continue;
            }
            var text = line.replaceFirst("^\\s*\\| (?=\\S)", "");
            if (!text.isEmpty() && !Character.isWhitespace(text.charAt(0))) {
                var named = NAMED.matcher(text);
                var type = named.matches() ? named.group(1) : Wording.same(text);
                return Optional.of(new One(begin, new Found(new Trace(text, List.of(type), Place.top(places)), at)));
            }
        }
        return Optional.empty(); // Cut off: what it died of is not there.
    }

    /** A program that does not even compile has no traceback of its own. */
    private static Optional<Found> syntaxError(List<String> lines) {
        for (int at = lines.size() - 1; at >= 3; at--) {
            var line = lines.get(at);
            if (line.startsWith("SyntaxError: ")
                    || line.startsWith("IndentationError: ")
                    || line.startsWith("TabError: ")) {
                for (int above = at - 1; above >= Math.max(0, at - 4); above--) {
                    var frame = FRAME.matcher(lines.get(above));
                    if (frame.matches()) {
                        var type = line.substring(0, line.indexOf(':'));
                        return Optional.of(
                                new Found(new Trace(line, List.of(type), List.of(Place.file(frame.group(1)))), at));
                    }
                }
            }
        }
        return Optional.empty();
    }

    static Place place(String file, String function) {
        return new Place(
                function + " (" + Place.file(file) + ")", RUNTIME.matcher(file).matches());
    }
}
