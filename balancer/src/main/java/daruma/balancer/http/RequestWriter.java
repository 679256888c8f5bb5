package daruma.balancer.http;

import daruma.model.traffic.ForwardedHeaders;

/** Writes the head of a request anew for an endpoint. */
final class RequestWriter {
    private static final byte[] END_OF_LINE = Ascii.bytes(" HTTP/1.1\r\n");
    private static final byte[] CRLF = {'\r', '\n'};
    private static final byte[] SLASH = {'/'};
    private static final byte[] STAR = {'*'};
    private static final byte[] HOST = Ascii.bytes("Host: ");
    private static final byte[] CHUNKED = Ascii.bytes("Transfer-Encoding: chunked\r\n");
    private static final byte[] UPGRADE = Ascii.bytes("Connection: Upgrade\r\nUpgrade: ");
    private static final byte[] FORWARDED_FOR = Ascii.bytes("X-Forwarded-For: ");
    private static final byte[] FORWARDED_PROTO = Ascii.bytes("X-Forwarded-Proto: ");
    private static final byte[] FORWARDED_HOST = Ascii.bytes("X-Forwarded-Host: ");
    private static final byte[] COMMA = {',', ' '};

    private RequestWriter() {}

    static void write(HeadText out, RequestHead head, ClientInfo client, ForwardedHeaders manner) {
        var bytes = head.bytes();
        out.writeBytes(bytes, head.methodStart(), head.methodEnd() + 1 - head.methodStart());
        if (head.pathStart() == head.targetEnd()) {
            // http://host with nothing behind it: RFC 9112, 3.2.1 and 3.2.4.
            out.writeBytes(
                    Ascii.text(bytes, head.methodStart(), head.methodEnd()).equals("OPTIONS") ? STAR : SLASH);
        } else {
            if (bytes[head.pathStart()] == '?') {
                out.writeBytes(SLASH);
            }
            out.writeBytes(bytes, head.pathStart(), head.targetEnd() - head.pathStart());
        }
        out.writeBytes(END_OF_LINE);
        fields(out, head, manner);
        if (head.isHttp10() && head.fields().find(FieldName.HOST) < 0) {
            out.writeBytes(HOST).writeBytes(client.localName()).writeBytes(CRLF);
        }
        if (head.isChunked()) {
            out.writeBytes(CHUNKED);
        }
        if (head.wantsUpgrade()) {
            var upgrade = head.fields().find(FieldName.UPGRADE);
            out.writeBytes(UPGRADE);
            value(out, head, upgrade);
            out.writeBytes(CRLF);
        }
        if (manner != ForwardedHeaders.LEAVE) {
            forwarded(out, head, client, manner);
        }
        out.writeBytes(CRLF);
    }

    /** All fields that go on, as they were written; neighbours in one piece. */
    private static void fields(HeadText out, RequestHead head, ForwardedHeaders manner) {
        var fields = head.fields();
        var nominates = fields.find(FieldName.CONNECTION) >= 0;
        var from = fields.lineStart(0);
        for (int i = 0; i < fields.count(); i++) {
            if (isDropped(fields.name(i), head, manner) || (nominates && fields.isNominated(i))) {
                out.writeBytes(head.bytes(), from, fields.lineStart(i) - from);
                from = fields.lineStart(i + 1);
            }
        }
        out.writeBytes(head.bytes(), from, fields.lineStart(fields.count()) - from);
    }

    private static boolean isDropped(FieldName name, RequestHead head, ForwardedHeaders manner) {
        return switch (name) {
            case CONNECTION, KEEP_ALIVE, PROXY_CONNECTION, UPGRADE, HTTP2_SETTINGS, TE, TRAILER, TRANSFER_ENCODING ->
                true;
            case EXPECT -> !head.expectsContinue();
            case X_FORWARDED_FOR -> manner != ForwardedHeaders.LEAVE;
            case FORWARDED, X_FORWARDED_PROTO, X_FORWARDED_HOST -> manner == ForwardedHeaders.REPLACE;
            case HOST, CONTENT_LENGTH, COOKIE, OTHER -> false;
        };
    }

    private static void forwarded(HeadText out, RequestHead head, ClientInfo client, ForwardedHeaders manner) {
        var fields = head.fields();
        out.writeBytes(FORWARDED_FOR);
        if (manner == ForwardedHeaders.APPEND) {
            for (int i = 0; i < fields.count(); i++) {
                if (fields.name(i) == FieldName.X_FORWARDED_FOR) {
                    value(out, head, i);
                    out.writeBytes(COMMA);
                }
            }
        }
        out.writeBytes(client.forwarded()).writeBytes(CRLF);
        if (manner == ForwardedHeaders.REPLACE || fields.find(FieldName.X_FORWARDED_PROTO) < 0) {
            out.writeBytes(FORWARDED_PROTO).writeBytes(client.scheme()).writeBytes(CRLF);
        }
        var host = fields.find(FieldName.HOST);
        if (host >= 0 && (manner == ForwardedHeaders.REPLACE || fields.find(FieldName.X_FORWARDED_HOST) < 0)) {
            out.writeBytes(FORWARDED_HOST);
            value(out, head, host);
            out.writeBytes(CRLF);
        }
    }

    private static void value(HeadText out, RequestHead head, int field) {
        var start = head.fields().valueStart(field);
        out.writeBytes(head.bytes(), start, head.fields().valueEnd(field) - start);
    }
}
