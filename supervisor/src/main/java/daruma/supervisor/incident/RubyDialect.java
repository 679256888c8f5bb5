package daruma.supervisor.incident;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Ruby's backtraces, before and after 3.4.
 *
 * <pre>
 * /srv/shop/app.rb:2:in `find': undefined method `name' for nil:NilClass (NoMethodError)
 *         from /srv/shop/app.rb:5:in `block in run'
 * </pre>
 */
final class RubyDialect implements Dialect {
    private static final Pattern HEAD = Pattern.compile("(\\S+?):\\d+:in [`']([^']+)': (.*) \\(([A-Z][\\w:]*)\\)");
    private static final Pattern FROM = Pattern.compile("\\s+(?:\\d+: )?from (\\S+?):\\d+:in [`']([^']+)'");
    private static final Pattern LEFT_OUT = Pattern.compile("\\s+\\.\\.\\. \\d+ levels\\.\\.\\.");
    private static final int LONGEST_HINT = 8;

    @Override
    public Optional<Found> last(List<String> lines) {
        for (int at = lines.size() - 1; at >= 0; at--) {
            var head = HEAD.matcher(lines.get(at));
            if (head.matches()) {
                var places = new ArrayList<Place>();
                places.add(place(head.group(1), head.group(2)));
                int end = at;
                for (int below = at + 1; below < lines.size(); below++) {
                    var from = FROM.matcher(lines.get(below));
                    if (from.matches()) {
                        places.add(place(from.group(1), from.group(2)));
                    } else if (below > end + LONGEST_HINT) {
                        break;
                    } else if (!LEFT_OUT.matcher(lines.get(below)).matches()) {
                        continue; // The line of the source, and what Ruby thinks was meant.
                    }
                    end = below;
                }
                var type = head.group(4);
                return Optional.of(
                        new Found(new Trace(type + ": " + head.group(3), List.of(type), Place.top(places)), end));
            }
        }
        return Optional.empty();
    }

    private static Place place(String file, String method) {
        boolean ofRuntime = file.startsWith("<internal:") || file.matches(".*/lib/ruby/\\d[\\d.]*/.*");
        return new Place(method + " (" + Place.file(file) + ")", ofRuntime);
    }
}
