package daruma.supervisor.incident;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What Node prints when V8 gives up. The native stack below it is V8's own, and other with each version.
 *
 * <pre>
 * FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory
 *  1: 0xb78db3 node::OOMErrorHandler(char const*, v8::OOMDetails const&) [node]
 * </pre>
 */
final class NodeFatalDialect implements Dialect {
    private static final Pattern NATIVE = Pattern.compile("\\s*\\d+: 0x[0-9a-f]+ .*");

    @Override
    public Optional<Found> last(List<String> lines) {
        for (int at = lines.size() - 1; at >= 0; at--) {
            var line = lines.get(at);
            if (line.startsWith("FATAL ERROR: ")) {
                int end = at;
                while (end + 1 < lines.size() && belongs(lines.get(end + 1))) {
                    end++;
                }
                return Optional.of(new Found(new Trace(line, List.of(Wording.same(line)), List.of()), end));
            }
        }
        return Optional.empty();
    }

    private static boolean belongs(String line) {
        return line.isBlank()
                || line.startsWith("----- ")
                || NATIVE.matcher(line).matches();
    }
}
