package daruma.supervisor.incident;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * V8's stacks.
 *
 * <pre>
 * TypeError: Cannot read properties of undefined (reading 'name')
 *     at findUser (/srv/shop/server.js:2:59)
 *     at node:internal/main/run_main_module:28:49
 * </pre>
 */
final class NodeDialect implements Dialect {
    private static final Pattern NAMED =
            Pattern.compile("\\s{1,10}at (?:async )?(?:new )?(.+?) \\((.+?)(?::\\d+){1,2}\\)(?: \\{)?");
    private static final Pattern BARE = Pattern.compile(
            "\\s{1,10}at (?:async )?((?:file://|node:|/|\\[|[A-Za-z]:\\\\|\\.{0,2}/).*?)(?::\\d+){1,2}(?: \\{)?");
    /** Above a mistake of syntax stands the file that has it; the stack is of the loader alone. */
    private static final Pattern FILE = Pattern.compile("((?:/|file://)\\S+):\\d+");

    private static final Pattern BUILT_IN =
            Pattern.compile("\\s{1,10}at (?:async )?(?:new )?(.+?) \\((?:<anonymous>|native)\\)(?: \\{)?");
    private static final Pattern LEFT_OUT =
            Pattern.compile("\\s+\\.\\.\\. \\d+ (?:lines matching cause stack trace|more).*");
    private static final Pattern CAUSE = Pattern.compile("\\s*\\[cause\\]: (.*)");
    private static final Pattern HEADLINE = Pattern.compile(
            "(?:Uncaught |FATAL )?((?:[A-Za-z_$][\\w$.]*)?(?:Error|Exception|Rejection|Warning)[\\w$]*(?: \\[[\\w]+\\])?)(?::.*)?");
    private static final Pattern AS = Pattern.compile(" \\[as [^\\]]+\\]");
    /** A message can have several lines before the first frame. */
    private static final int LONGEST_MESSAGE = 12;

    @Override
    public Optional<Found> last(List<String> lines) {
        for (int end = lines.size() - 1; end >= 0; end--) {
            if (frame(lines.get(end)).isPresent()) {
                int begin = end;
                while (begin > 0 && belongs(lines.get(begin - 1))) {
                    begin--;
                }
                return Optional.of(new Found(trace(lines, begin, end), end));
            }
        }
        return Optional.empty();
    }

    private static boolean belongs(String line) {
        return frame(line).isPresent()
                || LEFT_OUT.matcher(line).matches()
                || CAUSE.matcher(line).matches()
                || line.startsWith("Emitted 'error' event");
    }

    private static Trace trace(List<String> lines, int begin, int end) {
        var headline = headline(lines, begin);
        var types = new ArrayList<String>();
        types.add(type(headline));
        var places = new ArrayList<Place>();
        var innermost = new ArrayList<Place>();
        for (var line : lines.subList(begin, end + 1)) {
            if (line.startsWith("Emitted 'error' event")) {
                break;
            }
            var cause = CAUSE.matcher(line);
            if (cause.matches()) {
                types.add(type(cause.group(1)));
                innermost.addAll(places);
                places.clear();
            }
            frame(line).ifPresent(places::add);
        }
        places.addAll(innermost);
        if (places.stream().allMatch(Place::foreign)) {
            lines.subList(Math.max(0, begin - LONGEST_MESSAGE), begin).stream()
                    .map(FILE::matcher)
                    .filter(Matcher::matches)
                    .reduce((_, last) -> last)
                    .ifPresent(file -> places.add(new Place(Place.file(file.group(1)), false)));
        }
        return new Trace(headline, types, Place.top(places));
    }

    /** The line that names the error; with no such line, the one before the first frame. */
    private static String headline(List<String> lines, int begin) {
        for (int at = begin - 1; at >= 0 && at >= begin - LONGEST_MESSAGE; at--) {
            if (HEADLINE.matcher(lines.get(at).strip()).lookingAt()) {
                return lines.get(at).strip();
            }
        }
        return begin == 0 ? "" : lines.get(begin - 1).strip();
    }

    private static String type(String headline) {
        var named = HEADLINE.matcher(headline);
        return named.lookingAt() ? named.group(1) : Wording.same(headline);
    }

    private static Optional<Place> frame(String line) {
        if (!line.contains("at ")) {
            return Optional.empty();
        }
        var named = NAMED.matcher(line);
        if (named.matches()) {
            if (named.group(2).endsWith(".java") || named.group(2).indexOf(' ') >= 0) {
                return Optional.empty();
            }
            return Optional.of(place(AS.matcher(named.group(1)).replaceAll(""), named.group(2)));
        }
        var bare = BARE.matcher(line);
        if (bare.matches()) {
            return Optional.of(place("<anonymous>", bare.group(1)));
        }
        var builtIn = BUILT_IN.matcher(line);
        return builtIn.matches() ? Optional.of(new Place(builtIn.group(1), true)) : Optional.empty();
    }

    private static Place place(String function, String file) {
        return new Place(function + " (" + Place.file(file) + ")", file.startsWith("node:"));
    }
}
