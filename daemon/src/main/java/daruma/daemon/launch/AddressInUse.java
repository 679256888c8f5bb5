package daruma.daemon.launch;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the last words of a program say about an address that it could not have, in the words of the usual runtimes. */
final class AddressInUse {
    private static final Pattern SAYS_SO = Pattern.compile(
            "EADDRINUSE|address already in use|port \\d{1,5} (?:was|is) already in use|only one usage of each socket",
            Pattern.CASE_INSENSITIVE);

    /** On the same line: {@code :::3000}, {@code [::]:8080}, {@code ('', 8000)}, {@code Port 8080 was}, {@code port: 3000}. */
    private static final Pattern PORT =
            Pattern.compile("(?:\\bport:? +|[0-9\\]*:a-z ]:|\\('[^']*', )(\\d{1,5})\\b", Pattern.CASE_INSENSITIVE);

    private AddressInUse() {}

    /**
     * That an address was in use.
     *
     * @param port if it was said
     */
    record Said(OptionalInt port) {}

    /** Empty: nothing of the kind was said. */
    static Optional<Said> in(List<String> lines) {
        boolean said = false;
        for (var line : lines.reversed()) {
            if (SAYS_SO.matcher(line).find()) {
                said = true;
                var port = port(line);
                if (port.isPresent()) {
                    return Optional.of(new Said(port));
                }
            }
        }
        return said ? Optional.of(new Said(OptionalInt.empty())) : Optional.empty();
    }

    /** The last one: times come first. */
    private static OptionalInt port(String line) {
        var last = OptionalInt.empty();
        for (Matcher matcher = PORT.matcher(line); matcher.find(); ) {
            int port = Integer.parseInt(matcher.group(1));
            if (port > 0 && port <= 65_535) {
                last = OptionalInt.of(port);
            }
        }
        return last;
    }
}
