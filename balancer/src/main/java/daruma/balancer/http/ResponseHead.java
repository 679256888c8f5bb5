package daruma.balancer.http;

/**
 * The head of an answer. Read with some patience, since it comes from a program of our own user; what says where the answer
 * ends is as strict as for requests.
 */
final class ResponseHead {
    /** Longer heads are no answer. */
    static final int LONGEST = 64 << 10;

    private static final byte[] CHUNKED = Ascii.bytes("chunked");
    private static final byte[] CLOSE = Ascii.bytes("close");
    private static final byte[] KEEP_ALIVE = Ascii.bytes("keep-alive");

    /** How far the reading came. */
    enum Progress {
        COMPLETE,
        INCOMPLETE,
        MALFORMED
    }

    private final byte[] bytes = new byte[LONGEST];
    private final Fields fields = new Fields();
    private int length;
    private int status;
    private int reasonStart;
    private int reasonEnd;
    private boolean http10;
    private boolean keepAlive;
    private boolean chunked;
    private long contentLength;
    private String problem = "";

    byte[] bytes() {
        return bytes;
    }

    /** Reads the head that begins with the first of {@code available} bytes. */
    Progress parse(int available) {
        if (available < 13) {
            return startsLikeHttp(available) ? Progress.INCOMPLETE : malformed("it does not begin with HTTP/1.");
        }
        if (!startsLikeHttp(available)) {
            return malformed("it does not begin with HTTP/1.");
        }
        http10 = bytes[7] == '0';
        status = (int) Ascii.number(bytes, 9, 12);
        if (bytes[8] != ' ' || status < 100) {
            return malformed("it has no status of three digits");
        }
        var at = 12;
        if (bytes[at] == ' ') {
            at++;
        }
        reasonStart = at;
        while (at < available && Ascii.isValue(bytes[at])) {
            at++;
        }
        reasonEnd = at;
        if (at == available) {
            return unfinished(available);
        }
        var afterLine = fields.lineEnd(bytes, at, available, Fields.Manner.FORGIVING);
        if (afterLine < 0) {
            return afterLine == Fields.INCOMPLETE ? unfinished(available) : malformed(fields.problem());
        }
        var end = fields.parse(bytes, afterLine, available, Fields.Manner.FORGIVING);
        if (end < 0) {
            return switch (end) {
                case Fields.INCOMPLETE -> unfinished(available);
                case Fields.TOO_MANY -> malformed("it has more than " + Fields.MOST + " header fields");
                default -> malformed(fields.problem());
            };
        }
        length = end;
        return semantics();
    }

    private boolean startsLikeHttp(int available) {
        var start = "HTTP/1.";
        for (int i = 0; i < Math.min(available, start.length()); i++) {
            if (bytes[i] != start.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private Progress unfinished(int available) {
        return available >= LONGEST
                ? malformed("its head is longer than " + LONGEST / 1024 + " KiB")
                : Progress.INCOMPLETE;
    }

    private Progress semantics() {
        chunked = false;
        contentLength = -1;
        keepAlive =
                http10 ? fields.lists(FieldName.CONNECTION, KEEP_ALIVE) : !fields.lists(FieldName.CONNECTION, CLOSE);
        for (int i = 0; i < fields.count(); i++) {
            if (fields.name(i) == FieldName.TRANSFER_ENCODING) {
                if (chunked || !fields.valueIs(i, CHUNKED)) {
                    return malformed("its Transfer-Encoding is anything but a single \"chunked\"");
                }
                chunked = true;
            } else if (fields.name(i) == FieldName.CONTENT_LENGTH) {
                var size = Ascii.number(bytes, fields.valueStart(i), fields.valueEnd(i));
                if (size < 0 || (contentLength >= 0 && size != contentLength)) {
                    return malformed("its Content-Length is no number, or there are two");
                }
                contentLength = size;
            }
        }
        if (chunked && contentLength >= 0) {
            // RFC 9112, 6.3: the coding counts; and whoever says both is not to be trusted with another request.
            contentLength = -1;
            keepAlive = false;
        }
        return Progress.COMPLETE;
    }

    private Progress malformed(String why) {
        problem = why;
        return Progress.MALFORMED;
    }

    /** Why it is none. */
    String problem() {
        return problem;
    }

    int length() {
        return length;
    }

    Fields fields() {
        return fields;
    }

    int status() {
        return status;
    }

    boolean isInformational() {
        return status < 200;
    }

    int reasonStart() {
        return reasonStart;
    }

    int reasonEnd() {
        return reasonEnd;
    }

    boolean keepsAlive() {
        return keepAlive;
    }

    boolean isChunked() {
        return chunked;
    }

    /** -1 if it is not said. */
    long contentLength() {
        return contentLength;
    }

    /** Whether an answer of this status has no body, whatever its fields say. */
    boolean isBodiless() {
        return status < 200 || status == 204 || status == 304;
    }
}
