package daruma.balancer.http;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/** Writes the head of an answer anew for a client of HTTP/1. */
final class ResponseWriter {
    private static final byte[] VERSION = Ascii.bytes("HTTP/1.1 ");
    private static final byte[] CRLF = {'\r', '\n'};
    private static final byte[] CHUNKED = Ascii.bytes("Transfer-Encoding: chunked\r\n");
    private static final byte[] CLOSE = Ascii.bytes("Connection: close\r\n");
    private static final byte[] KEEP_ALIVE = Ascii.bytes("Connection: keep-alive\r\n");
    private static final byte[] UPGRADE = Ascii.bytes("Connection: Upgrade\r\nUpgrade: ");

    /** What is said of the connection. */
    enum Connection {
        /** Nothing: HTTP/1.1 keeps it. */
        KEPT,
        /** HTTP/1.0 has to be told. */
        KEPT_FOR_OLD,
        CLOSED,
        UPGRADED
    }

    private ResponseWriter() {}

    /**
     * Writes it.
     *
     * @param chunked whether the body that follows is
     * @param extra whole lines to be added
     */
    static void write(HeadText out, ResponseHead head, boolean chunked, Connection connection, byte[] extra) {
        out.writeBytes(VERSION)
                .writeBytes(head.bytes(), 9, 3)
                .writeByte(' ')
                .writeBytes(head.bytes(), head.reasonStart(), head.reasonEnd() - head.reasonStart())
                .writeBytes(CRLF);
        var fields = head.fields();
        if (fields.isTidy()) {
            lines(out, head);
        } else {
            for (int i = 0; i < fields.count(); i++) {
                if (isPassed(head, i)) {
                    line(out, head, i);
                }
            }
        }
        out.writeBytes(extra);
        if (chunked) {
            out.writeBytes(CHUNKED);
        }
        switch (connection) {
            case KEPT -> {}
            case KEPT_FOR_OLD -> out.writeBytes(KEEP_ALIVE);
            case CLOSED -> out.writeBytes(CLOSE);
            case UPGRADED -> {
                out.writeBytes(UPGRADE);
                var upgrade = fields.find(FieldName.UPGRADE);
                if (upgrade >= 0) {
                    out.writeBytes(
                            head.bytes(),
                            fields.valueStart(upgrade),
                            fields.valueEnd(upgrade) - fields.valueStart(upgrade));
                }
                out.writeBytes(CRLF);
            }
        }
        out.writeBytes(CRLF);
    }

    static boolean isPassed(ResponseHead head, int i) {
        var fields = head.fields();
        var name = fields.name(i);
        if (name.isHopByHop()) {
            return false;
        }
        if (name == FieldName.CONTENT_LENGTH) {
            // The first of several equal ones; none beside a coding, or with a status that cannot have any.
            return head.contentLength() >= 0
                    && fields.find(FieldName.CONTENT_LENGTH) == i
                    && head.status() >= 200
                    && head.status() != 204;
        }
        return !fields.isNominated(i);
    }

    /** All that are passed, as they were written; neighbours in one piece. */
    private static void lines(HeadText out, ResponseHead head) {
        var fields = head.fields();
        var from = fields.lineStart(0);
        for (int i = 0; i < fields.count(); i++) {
            if (!isPassed(head, i)) {
                out.writeBytes(head.bytes(), from, fields.lineStart(i) - from);
                from = fields.lineStart(i + 1);
            }
        }
        out.writeBytes(head.bytes(), from, fields.lineStart(fields.count()) - from);
    }

    /** Whatever way the program spelled it, name and value are passed on in the usual one. */
    private static void line(HeadText out, ResponseHead head, int i) {
        var fields = head.fields();
        var start = fields.lineStart(i);
        out.writeBytes(head.bytes(), start, fields.nameEnd(i) - start);
        out.writeByte(':').writeByte(' ');
        out.writeBytes(head.bytes(), fields.valueStart(i), fields.valueEnd(i) - fields.valueStart(i));
        out.writeBytes(CRLF);
    }

    /** An answer of our own. */
    static void refusal(ByteBuf out, Refusal refusal, boolean close, boolean withBody) {
        var body = (refusal.status() + " " + Reasons.of(refusal.status()) + ": " + refusal.why() + "\n")
                .getBytes(StandardCharsets.UTF_8);
        out.writeBytes(Ascii.bytes("HTTP/1.1 " + refusal.status() + " " + Reasons.of(refusal.status())
                + "\r\nServer: daruma\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: " + body.length
                + "\r\n" + (refusal.status() == 503 ? "Retry-After: 1\r\n" : "")
                + (close ? "Connection: close\r\n" : "") + "\r\n"));
        if (withBody) {
            out.writeBytes(body);
        }
    }
}
