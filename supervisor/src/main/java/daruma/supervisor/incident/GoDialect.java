package daruma.supervisor.incident;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Go's panics: the first goroutine told is the one that panicked.
 *
 * <pre>
 * panic: runtime error: index out of range [5] with length 3
 *
 * goroutine 1 [running]:
 * main.find(...)
 *         /srv/shop/main.go:8
 * </pre>
 */
final class GoDialect implements Dialect {
    private static final Pattern GOROUTINE =
            Pattern.compile("goroutine \\d+(?: gp=\\S+ m=\\S+(?: mp=\\S+)?)? \\[.*\\]:");
    private static final Pattern FUNCTION =
            Pattern.compile("([\\w./*()\\[\\]~-]+?)\\((?:\\.\\.\\.|[0-9a-fx, {}.?_]*)\\)");
    private static final Pattern PLACE = Pattern.compile("\\t\\S+:\\d+(?: \\+0x[0-9a-f]+)?.*");
    private static final Pattern RUNTIME =
            Pattern.compile("(?:runtime|panic|internal|reflect|testing|net/http|created by).*");

    @Override
    public Optional<Found> last(List<String> lines) {
        for (int at = lines.size() - 1; at >= 0; at--) {
            if (lines.get(at).startsWith("panic: ") || lines.get(at).startsWith("fatal error: ")) {
                var found = trace(lines, at);
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<Found> trace(List<String> lines, int panic) {
        int at = panic + 1;
        while (at < lines.size() && !GOROUTINE.matcher(lines.get(at)).matches()) {
            at++;
        }
        if (at == lines.size()) {
            return Optional.empty();
        }
        var places = new ArrayList<Place>();
        int end = at;
        for (at++; at + 1 < lines.size() && !lines.get(at).isBlank(); at += 2) {
            var function = FUNCTION.matcher(lines.get(at));
            if (!PLACE.matcher(lines.get(at + 1)).matches()) {
                break;
            }
            end = at + 1;
            if (function.matches()) {
                var name = function.group(1);
                places.add(new Place(name, RUNTIME.matcher(name).matches()));
            }
        }
        // The goroutines that follow are told too, and belong to it.
        for (int later = end + 1; later < lines.size(); later++) {
            if (PLACE.matcher(lines.get(later)).matches()) {
                end = later;
            }
        }
        var headline = lines.get(panic).replaceFirst(" \\[recovered.*", "");
        return Optional.of(new Found(new Trace(headline, List.of(Wording.same(headline)), Place.top(places)), end));
    }
}
