package daruma.balancer.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import org.jspecify.annotations.Nullable;

/** The way of answers out to a connection of HTTP/1: framed, small pieces put together, large ones passed on as they are. */
final class AnswerBuffer {
    /** Smaller pieces are copied behind what is sent anyway. */
    private static final int SMALL = 8 << 10;

    private static final byte[] CRLF = {'\r', '\n'};
    private static final ByteBuf END_OF_CHUNK =
            Unpooled.unreleasableBuffer(Unpooled.directBuffer(2).writeBytes(CRLF));

    private final Channel channel;
    private final HeadText text;
    private @Nullable ByteBuf pending;
    private boolean chunked;

    AnswerBuffer(Channel channel, HeadText text) {
        this.channel = channel;
        this.text = text;
    }

    /**
     * Takes a head.
     *
     * @param inChunks whether what follows is framed so
     */
    void head(ResponseHead head, boolean inChunks, ResponseWriter.Connection connection, byte[] extra) {
        writePending();
        chunked = inChunks;
        ResponseWriter.write(text.clear(), head, inChunks, connection, extra);
        // With room for a body that is copied behind it.
        var length = head.contentLength();
        var out = channel.alloc().directBuffer(text.length() + (length > 0 && length <= SMALL ? (int) length : 0));
        text.copyTo(out);
        pending = out;
    }

    /** An answer of our own, in place of one that was not begun. */
    void refusal(Refusal refusal, boolean close, boolean withBody) {
        drop();
        var out = channel.alloc().directBuffer(512);
        ResponseWriter.refusal(out, refusal, close, withBody);
        pending = out;
    }

    /** A piece of a body, which is released here or when it was sent. */
    void data(ByteBuf piece) {
        var size = piece.readableBytes();
        if (size > SMALL) {
            large(piece, size);
            return;
        }
        var out = pending;
        if (out == null) {
            out = channel.alloc().directBuffer(size + 64);
            pending = out;
        }
        if (chunked) {
            out.writeBytes(Ascii.bytes(Integer.toHexString(size))).writeBytes(CRLF);
        }
        out.writeBytes(piece);
        piece.release();
        if (chunked) {
            out.writeBytes(CRLF);
        }
        if (out.readableBytes() > 2 * SMALL) {
            writePending();
        }
    }

    private void large(ByteBuf piece, int size) {
        writePending();
        if (chunked) {
            channel.write(Upstream.chunkLine(channel, size), channel.voidPromise());
        }
        channel.write(piece, channel.voidPromise());
        if (chunked) {
            channel.write(END_OF_CHUNK.duplicate(), channel.voidPromise());
        }
    }

    /** The body is complete. */
    void end() {
        if (chunked) {
            var out = pending;
            if (out != null) {
                out.writeBytes(Upstream.lastChunk());
            } else {
                channel.write(Upstream.lastChunk(), channel.voidPromise());
            }
        }
        flush();
    }

    void flush() {
        writePending();
        channel.flush();
    }

    /** What was not written yet never will be. */
    void drop() {
        var out = pending;
        pending = null;
        if (out != null) {
            out.release();
        }
    }

    private void writePending() {
        var out = pending;
        if (out != null) {
            pending = null;
            channel.write(out, channel.voidPromise());
        }
    }
}
