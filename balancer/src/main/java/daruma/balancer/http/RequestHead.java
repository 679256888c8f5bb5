package daruma.balancer.http;

import org.jspecify.annotations.Nullable;

/**
 * The head of a request, taken apart and held against RFC 9112 to the letter: what two parsers could read in two ways is
 * refused, since the program behind us may be the second one. Made once for an event loop and filled again and again.
 */
final class RequestHead {
    /** Longer heads are refused. Node takes 16 KiB, most others 8. */
    static final int LONGEST = 32 << 10;

    private static final byte[] VERSION_11 = Ascii.bytes("HTTP/1.1");
    private static final byte[] VERSION_10 = Ascii.bytes("HTTP/1.0");
    private static final byte[] CHUNKED = Ascii.bytes("chunked");
    private static final byte[] CLOSE = Ascii.bytes("close");
    private static final byte[] KEEP_ALIVE = Ascii.bytes("keep-alive");
    private static final byte[] UPGRADE = Ascii.bytes("upgrade");
    private static final byte[] H2C = Ascii.bytes("h2c");
    private static final byte[] CONTINUE = Ascii.bytes("100-continue");
    private static final byte[] CONNECT = Ascii.bytes("CONNECT");
    private static final byte[] OPTIONS = Ascii.bytes("OPTIONS");

    /** How far the reading came. */
    enum Progress {
        COMPLETE,
        INCOMPLETE,
        REFUSED
    }

    private final byte[] bytes = new byte[LONGEST];
    private final Fields fields = new Fields();
    private int start;
    private int length;
    private int methodEnd;
    private int targetStart;
    private int targetEnd;
    private int pathStart;
    private int authorityStart;
    private int authorityEnd;
    private boolean http10;
    private Method method = Method.OTHER;
    private long contentLength;
    private boolean chunked;
    private boolean keepAlive;
    private boolean upgrade;
    private boolean expectsContinue;
    private @Nullable Refusal refusal;

    /** Where the bytes are to be put, {@link #LONGEST} at most, before {@link #parse}. */
    byte[] bytes() {
        return bytes;
    }

    /** Reads the head that begins with the first of {@code available} bytes. */
    Progress parse(int available) {
        refusal = null;
        start = 0;
        // One empty line before a request is skipped (RFC 9112, 2.2).
        if (available >= 2 && bytes[0] == '\r' && bytes[1] == '\n') {
            start = 2;
        } else if (available == 1 && bytes[0] == '\r') {
            return Progress.INCOMPLETE;
        }
        var afterLine = requestLine(available);
        if (afterLine < 0) {
            return stopped(afterLine, available);
        }
        var end = fields.parse(bytes, afterLine, available, Fields.Manner.STRICT);
        if (end < 0) {
            return stopped(end, available);
        }
        length = end;
        refusal = semantics();
        return refusal == null ? Progress.COMPLETE : Progress.REFUSED;
    }

    private Progress stopped(int how, int available) {
        if (refusal != null) {
            return Progress.REFUSED;
        }
        if (how == Fields.TOO_MANY) {
            refusal = new Refusal(431, "there are more than " + Fields.MOST + " header fields");
            return Progress.REFUSED;
        }
        if (how == Fields.MALFORMED) {
            refusal = Refusal.malformed(fields.problem());
            return Progress.REFUSED;
        }
        if (available >= LONGEST) {
            refusal = targetEnd < targetStart
                    ? new Refusal(414, "the request line is longer than " + LONGEST / 1024 + " KiB")
                    : new Refusal(431, "the head of the request is longer than " + LONGEST / 1024 + " KiB");
            return Progress.REFUSED;
        }
        return Progress.INCOMPLETE;
    }

    private int requestLine(int end) {
        targetStart = 1;
        targetEnd = 0;
        var at = start;
        while (at < end && Ascii.isToken(bytes[at])) {
            at++;
        }
        if (at - start > 32) {
            return refuse("the method is longer than 32 characters");
        }
        if (at == end) {
            return Fields.INCOMPLETE;
        }
        if (at == start || bytes[at] != ' ') {
            return refuse(
                    bytes[start] == 0x16
                            ? "this is TLS, and TLS is not spoken at this port"
                            : "the request does not begin with a method and a space");
        }
        methodEnd = at;
        at++;
        var from = at;
        while (at < end && bytes[at] > 0x20 && bytes[at] < 0x7f && bytes[at] != '#') {
            at++;
        }
        if (at == end) {
            return Fields.INCOMPLETE;
        }
        if (at == from || bytes[at] != ' ') {
            return refuse("the target of the request is empty or has a character that is not allowed there");
        }
        targetStart = from;
        targetEnd = at;
        at++;
        if (end - at < VERSION_11.length + 1) {
            return versionMayFollow(at, end)
                    ? Fields.INCOMPLETE
                    : refuse("the request line does not end with HTTP/1.1");
        }
        if (Ascii.equals(bytes, at, at + 8, VERSION_11)) {
            http10 = false;
        } else if (Ascii.equals(bytes, at, at + 8, VERSION_10)) {
            http10 = true;
        } else {
            return versionOtherThanOurs(at);
        }
        return fields.lineEnd(bytes, at + 8, end, Fields.Manner.STRICT);
    }

    private boolean versionMayFollow(int at, int end) {
        for (int i = at; i < end && i - at < 7; i++) {
            if (bytes[i] != VERSION_11[i - at]) {
                return false;
            }
        }
        return true;
    }

    private int versionOtherThanOurs(int at) {
        var named = Ascii.equals(bytes, at, at + 5, Ascii.bytes("HTTP/"))
                && Ascii.isDigit(bytes[at + 5])
                && bytes[at + 6] == '.'
                && Ascii.isDigit(bytes[at + 7]);
        if (named && bytes[at + 8] == '\r') {
            refusal = new Refusal(505, "only HTTP/1.0, HTTP/1.1 and HTTP/2 are spoken here");
            return Fields.MALFORMED;
        }
        return refuse("the request line does not end with HTTP/1.1");
    }

    private int refuse(String why) {
        refusal = Refusal.malformed(why);
        return Fields.MALFORMED;
    }

    /** What the parts mean together. */
    private @Nullable Refusal semantics() {
        method = Method.of(bytes, start, methodEnd);
        var target = target();
        if (target != null) {
            return target;
        }
        var host = host();
        if (host != null) {
            return host;
        }
        var framing = framing();
        if (framing != null) {
            return framing;
        }
        keepAlive = !fields.lists(FieldName.CONNECTION, CLOSE)
                && (!http10 || fields.lists(FieldName.CONNECTION, KEEP_ALIVE));
        upgrade = !http10
                && !chunked
                && contentLength <= 0
                && fields.lists(FieldName.CONNECTION, UPGRADE)
                && fields.find(FieldName.UPGRADE) >= 0
                // Through a tunnel of HTTP/2 requests would pass that nobody looks at.
                && !fields.lists(FieldName.UPGRADE, H2C);
        var expect = fields.find(FieldName.EXPECT);
        expectsContinue = expect >= 0 && !http10 && fields.valueIs(expect, CONTINUE);
        if (expect >= 0 && !http10 && (!expectsContinue || fields.howMany(FieldName.EXPECT) > 1)) {
            return new Refusal(417, "only 100-continue can be expected");
        }
        return null;
    }

    private @Nullable Refusal target() {
        authorityStart = 0;
        authorityEnd = 0;
        pathStart = targetStart;
        if (bytes[targetStart] == '/') {
            return null;
        }
        if (Ascii.equals(bytes, start, methodEnd, CONNECT)) {
            return new Refusal(405, "this is no proxy for other hosts: CONNECT is not possible");
        }
        if (targetEnd - targetStart == 1 && bytes[targetStart] == '*') {
            return Ascii.equals(bytes, start, methodEnd, OPTIONS)
                    ? null
                    : Refusal.malformed("the target * goes with OPTIONS only");
        }
        return absoluteForm();
    }

    /** {@code http://host/path}: the host must be the one of the Host field. */
    private @Nullable Refusal absoluteForm() {
        var scheme = targetStart;
        while (scheme < targetEnd && bytes[scheme] != ':') {
            scheme++;
        }
        var http = Ascii.equalsIgnoreCase(bytes, targetStart, scheme, Ascii.bytes("http"))
                || Ascii.equalsIgnoreCase(bytes, targetStart, scheme, Ascii.bytes("https"));
        if (!http || scheme + 3 > targetEnd || bytes[scheme + 1] != '/' || bytes[scheme + 2] != '/') {
            return Refusal.malformed("the target of the request begins neither with / nor with http://");
        }
        authorityStart = scheme + 3;
        authorityEnd = authorityStart;
        while (authorityEnd < targetEnd && bytes[authorityEnd] != '/' && bytes[authorityEnd] != '?') {
            authorityEnd++;
        }
        pathStart = authorityEnd;
        return authorityEnd == authorityStart ? Refusal.malformed("the target of the request has no host") : null;
    }

    private @Nullable Refusal host() {
        var host = fields.find(FieldName.HOST);
        if (host < 0) {
            return http10 ? null : Refusal.malformed("the Host field is missing");
        }
        if (fields.howMany(FieldName.HOST) > 1) {
            return Refusal.malformed("there is more than one Host field");
        }
        for (int i = fields.valueStart(host); i < fields.valueEnd(host); i++) {
            if (!Ascii.isHost(bytes[i])) {
                return Refusal.malformed("the Host field is not a host with or without a port");
            }
        }
        if (authorityEnd > authorityStart) {
            var authority = Ascii.text(bytes, authorityStart, authorityEnd);
            if (!authority.equalsIgnoreCase(fields.value(host))) {
                return Refusal.malformed("the host of the target is not the one of the Host field");
            }
        }
        return null;
    }

    /** Where the body ends (RFC 9112, 6): said once, in one way, or the request is refused. */
    private @Nullable Refusal framing() {
        contentLength = -1;
        chunked = false;
        var coding = fields.find(FieldName.TRANSFER_ENCODING);
        var size = fields.find(FieldName.CONTENT_LENGTH);
        if (coding >= 0) {
            if (size >= 0) {
                return Refusal.malformed("there is a Transfer-Encoding and a Content-Length");
            }
            if (http10) {
                return Refusal.malformed("HTTP/1.0 knows no Transfer-Encoding");
            }
            if (fields.howMany(FieldName.TRANSFER_ENCODING) > 1 || !fields.valueIs(coding, CHUNKED)) {
                return Refusal.malformed("the Transfer-Encoding is anything but a single \"chunked\"");
            }
            chunked = true;
            return null;
        }
        if (size >= 0) {
            if (fields.howMany(FieldName.CONTENT_LENGTH) > 1) {
                return Refusal.malformed("there is more than one Content-Length");
            }
            contentLength = Ascii.number(bytes, fields.valueStart(size), fields.valueEnd(size));
            if (contentLength < 0) {
                return Refusal.malformed("the Content-Length is not a number of digits");
            }
        }
        return null;
    }

    @Nullable
    Refusal refusal() {
        return refusal;
    }

    /** Bytes of the head with its empty line, and of one before it. */
    int length() {
        return length;
    }

    Fields fields() {
        return fields;
    }

    Method method() {
        return method;
    }

    int methodStart() {
        return start;
    }

    int methodEnd() {
        return methodEnd;
    }

    /** Of the target as a server is asked for it: without scheme and host. May be empty. */
    int pathStart() {
        return pathStart;
    }

    int targetEnd() {
        return targetEnd;
    }

    /** For people: method, target and version. */
    String line() {
        return Ascii.text(bytes, start, targetEnd) + (http10 ? " HTTP/1.0" : " HTTP/1.1");
    }

    boolean isHttp10() {
        return http10;
    }

    /** -1 if it is not said. */
    long contentLength() {
        return contentLength;
    }

    boolean isChunked() {
        return chunked;
    }

    boolean hasBody() {
        return chunked || contentLength > 0;
    }

    /** Whether the client wants to go on with this connection. */
    boolean keepsAlive() {
        return keepAlive;
    }

    /** Whether it asks for another protocol, to which we may switch. */
    boolean wantsUpgrade() {
        return upgrade;
    }

    boolean expectsContinue() {
        return expectsContinue;
    }
}
