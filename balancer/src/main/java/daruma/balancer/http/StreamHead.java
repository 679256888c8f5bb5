package daruma.balancer.http;

import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Between heads of HTTP/2 and of HTTP/1.1. */
final class StreamHead {
    private StreamHead() {}

    /**
     * Writes a head of HTTP/2 as one of HTTP/1.1 and has it read.
     *
     * @param whole whether nothing follows it
     * @return why it is refused; null: {@code into} has it
     */
    static @Nullable Refusal write(Http2Headers headers, boolean whole, RequestHead into) {
        var method = headers.method();
        var path = headers.path();
        if (method == null || path == null || !isToken(method) || !isTarget(path)) {
            return Refusal.malformed("method or path is missing, or has a character that is not allowed there");
        }
        var text =
                new StringBuilder(256).append(method).append(' ').append(path).append(" HTTP/1.1\r\n");
        var authority = headers.authority();
        var host = headers.get("host");
        if (authority != null && host != null && !authority.toString().equalsIgnoreCase(host.toString())) {
            return Refusal.malformed("the host field is not the :authority");
        }
        var asked = authority == null ? host : authority;
        if (asked == null || !isValue(asked)) {
            return Refusal.malformed("there is neither :authority nor host");
        }
        text.append("host: ").append(asked).append("\r\n");
        var refusal = fields(headers, text);
        if (refusal != null) {
            return refusal;
        }
        if (!whole && !headers.contains("content-length")) {
            text.append("transfer-encoding: chunked\r\n");
        }
        text.append("\r\n");
        if (text.length() > RequestHead.LONGEST) {
            return new Refusal(431, "the head of the request is longer than " + RequestHead.LONGEST / 1024 + " KiB");
        }
        for (int i = 0; i < text.length(); i++) {
            into.bytes()[i] = (byte) text.charAt(i);
        }
        return switch (into.parse(text.length())) {
            case COMPLETE ->
                whole && into.contentLength() > 0 ? Refusal.malformed("there is a Content-Length, and no body") : null;
            case INCOMPLETE -> Refusal.malformed("it is not understood");
            case REFUSED -> into.refusal();
        };
    }

    private static @Nullable Refusal fields(Http2Headers headers, StringBuilder text) {
        var cookies = new StringBuilder();
        for (var field : headers) {
            var name = field.getKey();
            var value = field.getValue();
            if (name.length() > 0 && name.charAt(0) == ':') {
                continue;
            }
            if (!isToken(name)
                    || !isValue(value)
                    || !name.toString().toLowerCase(Locale.ROOT).contentEquals(name)) {
                return Refusal.malformed("a field has a character that is not allowed there");
            }
            switch (name.toString()) {
                case "connection", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade" -> {
                    return Refusal.malformed("HTTP/2 has no field " + name + " (RFC 9113, 8.2.2)");
                }
                case "te" -> {
                    if (!value.toString().equals("trailers")) {
                        return Refusal.malformed("the field te may only say trailers");
                    }
                }
                case "host" -> {
                    continue;
                }
                case "cookie" -> cookies.append(cookies.isEmpty() ? "" : "; ").append(value);
                default -> text.append(name).append(": ").append(value).append("\r\n");
            }
        }
        if (!cookies.isEmpty()) {
            text.append("cookie: ").append(cookies).append("\r\n");
        }
        return null;
    }

    private static boolean isToken(CharSequence text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > 0x7f || !Ascii.isToken((byte) text.charAt(i))) {
                return false;
            }
        }
        return text.length() > 0;
    }

    private static boolean isValue(CharSequence text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > 0xff || !Ascii.isValue((byte) text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    /** Of a server: the path, or the star; whose characters are looked at like those of any target. */
    private static boolean isTarget(CharSequence path) {
        for (int i = 0; i < path.length(); i++) {
            if (path.charAt(i) <= ' ' || path.charAt(i) > '~') {
                return false;
            }
        }
        return path.length() > 0 && (path.charAt(0) == '/' || path.toString().equals("*"));
    }

    /** The head of an answer. */
    static Http2Headers of(ResponseHead head, byte[] setCookie) {
        // Names are made lower case here, and values were looked at when they came.
        var headers = new DefaultHttp2Headers(false).status(Integer.toString(head.status()));
        var fields = head.fields();
        for (int i = 0; i < fields.count(); i++) {
            if (ResponseWriter.isPassed(head, i)) {
                headers.add(fields.nameText(i).toLowerCase(Locale.ROOT), fields.value(i));
            }
        }
        if (setCookie.length > 0) {
            var line = Ascii.text(setCookie, 0, setCookie.length).strip();
            headers.add("set-cookie", line.substring(line.indexOf(':') + 2));
        }
        return headers;
    }
}
