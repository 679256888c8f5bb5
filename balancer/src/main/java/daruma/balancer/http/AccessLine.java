package daruma.balancer.http;

import daruma.balancer.route.Backend;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** A line of the access log: that of Apache and nginx, with the instance, the time it took and what went wrong behind it. */
final class AccessLine {
    private AccessLine() {}

    /**
     * Writes one.
     *
     * @param status 0: the client did not wait for one
     * @param endpoint that was asked last; null: none was
     */
    static String of(
            ClientInfo client,
            String request,
            int status,
            long bytes,
            long nanos,
            @Nullable Backend endpoint,
            int retries,
            String trouble) {
        var text = new StringBuilder(160 + request.length());
        text.append(client.text())
                .append(" - - [")
                .append(Instant.now().truncatedTo(ChronoUnit.MILLIS))
                .append("] \"");
        escaped(text, request);
        text.append("\" ")
                .append(status == 0 ? 499 : status)
                .append(' ')
                .append(bytes)
                .append(' ')
                .append(endpoint == null ? "-" : endpoint.endpoint().incarnation())
                .append(' ')
                .append(nanos / 1_000)
                .append("us");
        if (retries > 0) {
            text.append(" retries=").append(retries);
        }
        if (!trouble.isEmpty()) {
            text.append(" \"");
            escaped(text, trouble);
            text.append('"');
        }
        return text.append('\n').toString();
    }

    /** So that nobody writes lines of his own into the log. */
    private static void escaped(StringBuilder text, String value) {
        for (int i = 0; i < value.length(); i++) {
            var c = value.charAt(i);
            if (c < ' ' || c == '"' || c == '\\' || c == 0x7f) {
                text.append("\\x").append(Integer.toHexString(0x100 | c), 1, 3);
            } else {
                text.append(c);
            }
        }
    }
}
