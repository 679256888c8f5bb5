package daruma.supervisor.incident;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The JVM's stacks, of whatever language runs on it. The root cause counts first: what wraps it is often the framework's.
 *
 * <pre>
 * Exception in thread "main" java.lang.IllegalStateException: cannot pay order 17
 *         at com.acme.Orders.pay(Orders.java:4)
 * Caused by: java.lang.IndexOutOfBoundsException: Index: 17 Size: 2
 *         at java.base/java.util.ImmutableCollections$List12.get(ImmutableCollections.java:612)
 *         ... 2 more
 * </pre>
 */
final class JavaDialect implements Dialect {
    private static final Pattern FRAME = Pattern.compile(
            "\\s+at ((?:[\\w.@-]*/)*)([\\w$.<>/-]+\\.[\\w$<>-]+)\\((?:[\\w$-]+\\.\\w+(?::\\d+)?|Unknown Source|Native Method)\\).*");
    private static final Pattern LEFT_OUT = Pattern.compile("\\s+\\.\\.\\. \\d+ (?:more|common frames omitted)");
    private static final Pattern CAUSED_BY = Pattern.compile("\\s*Caused by: (.*)");
    private static final Pattern SUPPRESSED = Pattern.compile("\\s+Suppressed: .*");
    private static final Pattern IN_THREAD = Pattern.compile("Exception in thread \"[^\"]*\" ");
    private static final Pattern TYPE =
            Pattern.compile("((?:[\\w$]+\\.)+[\\w$]*(?:Error|Exception|Throwable|Failure)?[\\w$]*)(?::.*)?");
    private static final Pattern RUNTIME = Pattern.compile("(?:java|javax|jdk|sun|com\\.sun|kotlin|scala)\\..*");
    /** Numbers that the compiler and the runtime give out as they come. */
    private static final Pattern COUNTED = Pattern.compile(
            "(lambda\\$[\\w$]*?|\\$\\$Lambda|\\$Proxy|GeneratedMethodAccessor|GeneratedConstructorAccessor|CGLIB\\$\\$)(?:\\$?\\d+|\\$?[0-9a-f]{6,})?(?:/0x[0-9a-f]+)?(?=\\.|$)");

    private static final int LONGEST_MESSAGE = 12;

    @Override
    public Optional<Found> last(List<String> lines) {
        for (int end = lines.size() - 1; end >= 0; end--) {
            if (frame(lines.get(end)).isPresent()) {
                int begin = end;
                while (begin > 0 && belongs(lines, begin - 1)) {
                    begin--;
                }
                while (end + 1 < lines.size()
                        && LEFT_OUT.matcher(lines.get(end + 1)).matches()) {
                    end++;
                }
                return Optional.of(new Found(trace(lines, begin, end), end));
            }
        }
        return Optional.empty();
    }

    private static boolean belongs(List<String> lines, int at) {
        var line = lines.get(at);
        if (frame(line).isPresent()
                || LEFT_OUT.matcher(line).matches()
                || CAUSED_BY.matcher(line).matches()
                || SUPPRESSED.matcher(line).matches()) {
            return true;
        }
        // The message of a cause may have lines of its own.
        for (int before = at - 1; before >= 0 && before >= at - LONGEST_MESSAGE; before--) {
            var earlier = lines.get(before);
            if (CAUSED_BY.matcher(earlier).matches()) {
                return true;
            }
            if (frame(earlier).isPresent()
                    || LEFT_OUT.matcher(earlier).matches()
                    || (!line.isBlank() && named(earlier).isPresent())) {
                return false;
            }
        }
        return false;
    }

    private static Trace trace(List<String> lines, int begin, int end) {
        var headline = headline(lines, begin);
        var types = new ArrayList<String>();
        types.add(type(headline));
        var rootFirst = new ArrayList<List<Place>>();
        var places = new ArrayList<Place>();
        rootFirst.add(places);
        boolean suppressed = false;
        for (var line : lines.subList(begin, end + 1)) {
            var cause = CAUSED_BY.matcher(line);
            if (cause.matches()) {
                suppressed = false;
                types.add(type(cause.group(1)));
                places = new ArrayList<>();
                rootFirst.addFirst(places);
            } else if (SUPPRESSED.matcher(line).matches()) {
                suppressed = true;
            } else if (!suppressed) {
                frame(line).ifPresent(places::add);
            }
        }
        return new Trace(
                headline,
                types,
                Place.top(rootFirst.stream().flatMap(List::stream).toList()));
    }

    private static String headline(List<String> lines, int begin) {
        for (int at = begin - 1; at >= 0 && at >= begin - LONGEST_MESSAGE; at--) {
            var named = named(lines.get(at));
            if (named.isPresent()) {
                return named.get();
            }
        }
        return begin == 0 ? "" : lines.get(begin - 1).strip();
    }

    /** The exception that a line ends with, be it after the words of a logging library. */
    private static Optional<String> named(String line) {
        var text = IN_THREAD.matcher(line.strip()).replaceFirst("");
        return TYPE.matcher(text).matches() ? Optional.of(text) : Optional.empty();
    }

    private static String type(String text) {
        var type = TYPE.matcher(text);
        return type.matches() ? type.group(1) : Wording.same(text);
    }

    private static Optional<Place> frame(String line) {
        var frame = FRAME.matcher(line);
        if (!line.contains("at ") || !frame.matches()) {
            return Optional.empty();
        }
        var name = COUNTED.matcher(frame.group(2)).replaceAll("$1");
        var method = name.substring(name.lastIndexOf('/') + 1);
        boolean ofRuntime = frame.group(1).startsWith("java.") || frame.group(1).startsWith("jdk.");
        return Optional.of(
                new Place(method, ofRuntime || RUNTIME.matcher(method).matches()));
    }
}
