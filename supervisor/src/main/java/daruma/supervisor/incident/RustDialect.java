package daruma.supervisor.incident;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Rust's panics; without a backtrace the file of the panic is all there is.
 *
 * <pre>
 * thread 'main' (6380) panicked at src/orders.rs:1:121:
 * called `Result::unwrap()` on an `Err` value: "no order 5"
 * stack backtrace:
 *    4: shop::orders::pay
 *              at ./src/orders.rs:1:121
 * </pre>
 */
final class RustDialect implements Dialect {
    private static final Pattern PANIC = Pattern.compile("thread '[^']*'(?: \\(\\d+\\))? panicked at (.*)");
    /** Until 1.72 the message stood between quotes before the place. */
    private static final Pattern OLD = Pattern.compile("'(.*)', (\\S+?):\\d+:\\d+");

    private static final Pattern PLACE = Pattern.compile("(\\S+?):\\d+:\\d+:?");
    private static final Pattern FRAME = Pattern.compile("\\s+\\d+:\\s+(?:0x[0-9a-f]+ - )?(\\S.*)");
    private static final Pattern HASH = Pattern.compile("::h[0-9a-f]{16}$|\\[[0-9a-f]{16}\\]");
    private static final Pattern RUNTIME = Pattern.compile(
            "<*&?(?:std|core|alloc|__rustc|tokio::runtime)\\b.*"
                    + "|<.* as (?:std|core|alloc)\\b.*|rust_begin_unwind|rust_panic|_start|__libc_start.*|__rust.*|main|<unknown>");

    @Override
    public Optional<Found> last(List<String> lines) {
        for (int at = lines.size() - 1; at >= 0; at--) {
            var panic = PANIC.matcher(lines.get(at));
            if (panic.matches()) {
                return Optional.of(trace(lines, at, panic.group(1)));
            }
        }
        return Optional.empty();
    }

    private static Found trace(List<String> lines, int begin, String where) {
        var old = OLD.matcher(where);
        var place = PLACE.matcher(where);
        int end = begin;
        String message = where;
        String file = "";
        if (old.matches()) {
            message = old.group(1);
            file = old.group(2);
        } else if (place.matches()) {
            file = place.group(1);
            if (begin + 1 < lines.size()) {
                end = begin + 1;
                message = lines.get(end);
            }
        }
        var places = new ArrayList<Place>();
        for (int at = end + 1; at < lines.size(); at++) {
            var frame = FRAME.matcher(lines.get(at));
            if (frame.matches()) {
                var name = HASH.matcher(frame.group(1)).replaceAll("");
                places.add(new Place(name, RUNTIME.matcher(name).matches()));
            } else if (!lines.get(at).strip().startsWith("at ")
                    && !lines.get(at).startsWith("stack backtrace:")) {
                break;
            }
            end = at;
        }
        var frames = Place.top(places);
        return new Found(
                new Trace(
                        "panic: " + message,
                        List.of("panic: " + Wording.same(message)),
                        frames.isEmpty() && !file.isEmpty() ? List.of(Place.file(file)) : frames),
                end);
    }
}
