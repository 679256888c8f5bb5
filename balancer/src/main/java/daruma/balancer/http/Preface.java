package daruma.balancer.http;

import io.netty.buffer.ByteBuf;

/** What a client of HTTP/2 sends first (RFC 9113, 3.4). No request of HTTP/1 can begin like that. */
final class Preface {
    private static final byte[] TEXT = Ascii.bytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");

    private Preface() {}

    /** Whether what has come is the preface, or may become it. */
    static boolean startsIn(ByteBuf in) {
        var length = Math.min(TEXT.length, in.readableBytes());
        for (int i = 0; i < length; i++) {
            if (in.getByte(in.readerIndex() + i) != TEXT[i]) {
                return false;
            }
        }
        return true;
    }

    static boolean isWholeIn(ByteBuf in) {
        return in.readableBytes() >= TEXT.length && startsIn(in);
    }
}
