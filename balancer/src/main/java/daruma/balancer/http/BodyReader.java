package daruma.balancer.http;

import io.netty.buffer.ByteBuf;

/**
 * Takes the body of a message out of its framing: by length, in chunks, up to the end of the connection, or none at all. A
 * chunk's size, its line and its end are read to the letter (RFC 9112, 7.1); extensions and trailers are dropped.
 */
final class BodyReader {
    /** So much may stand in the lines of one body beside its data: extensions and trailers together. */
    private static final int MOST_EXTRA = 8 << 10;

    private static final int MOST_SIZE_DIGITS = 15;

    /** Who gets the data. */
    interface Sink {
        /** A piece of the body; it is the sink's to release. */
        void data(ByteBuf piece);
    }

    private enum State {
        /** A length is counted down. */
        LENGTH,
        UNTIL_CLOSE,
        SIZE_FIRST,
        SIZE,
        EXTENSION,
        SIZE_LF,
        CHUNK,
        CHUNK_CR,
        CHUNK_LF,
        TRAILER_FIRST,
        TRAILER,
        TRAILER_LF,
        LAST_LF,
        DONE,
        MALFORMED
    }

    private State state = State.DONE;
    private long left;
    private int digits;
    private int extra;
    private boolean lastChunk;
    private String problem = "";

    void none() {
        state = State.DONE;
    }

    void length(long bytes) {
        left = bytes;
        state = bytes == 0 ? State.DONE : State.LENGTH;
    }

    void chunks() {
        state = State.SIZE_FIRST;
        extra = 0;
        lastChunk = false;
    }

    void untilClose() {
        state = State.UNTIL_CLOSE;
    }

    boolean isDone() {
        return state == State.DONE;
    }

    boolean isMalformed() {
        return state == State.MALFORMED;
    }

    /** Whether the end of the connection is the end of the body. */
    boolean endsWithConnection() {
        return state == State.UNTIL_CLOSE;
    }

    String problem() {
        return problem;
    }

    /** Takes what belongs to the body; what is behind it stays in {@code in}. */
    void read(ByteBuf in, Sink sink) {
        while (in.isReadable()) {
            switch (state) {
                case DONE, MALFORMED -> {
                    return;
                }
                case UNTIL_CLOSE -> sink.data(in.readRetainedSlice(in.readableBytes()));
                case LENGTH -> {
                    piece(in, sink);
                    if (left == 0) {
                        state = State.DONE;
                    }
                }
                case CHUNK -> {
                    piece(in, sink);
                    if (left == 0) {
                        state = State.CHUNK_CR;
                    }
                }
                case SIZE_FIRST,
                        SIZE,
                        EXTENSION,
                        SIZE_LF,
                        CHUNK_CR,
                        CHUNK_LF,
                        TRAILER_FIRST,
                        TRAILER,
                        TRAILER_LF,
                        LAST_LF -> step(in.readByte());
            }
        }
    }

    private void piece(ByteBuf in, Sink sink) {
        var size = (int) Math.min(left, in.readableBytes());
        left -= size;
        sink.data(in.readRetainedSlice(size));
    }

    /** One byte of the lines between the data. */
    private void step(byte b) {
        switch (state) {
            case SIZE_FIRST -> {
                left = 0;
                digits = 0;
                state = State.SIZE;
                sizeDigit(b);
                if (digits == 0 && state == State.SIZE) {
                    malformed("a chunk has no size");
                }
            }
            case SIZE -> sizeDigit(b);
            case EXTENSION -> {
                if (b == '\r') {
                    state = State.SIZE_LF;
                } else {
                    countExtra(b);
                }
            }
            case SIZE_LF -> {
                lastChunk = left == 0;
                expect(
                        b,
                        '\n',
                        lastChunk ? State.TRAILER_FIRST : State.CHUNK,
                        "the line of a chunk's size ends wrongly");
            }
            case CHUNK_CR -> expect(b, '\r', State.CHUNK_LF, "a chunk is longer than its size");
            case CHUNK_LF -> expect(b, '\n', State.SIZE_FIRST, "a chunk does not end with CR LF");
            case TRAILER_FIRST -> {
                if (b == '\r') {
                    state = State.LAST_LF;
                } else if (Ascii.isToken(b)) {
                    state = State.TRAILER;
                    countExtra(b);
                } else {
                    malformed("what follows the last chunk is neither its end nor a field");
                }
            }
            case TRAILER -> {
                if (b == '\r') {
                    state = State.TRAILER_LF;
                } else {
                    countExtra(b);
                }
            }
            case TRAILER_LF -> expect(b, '\n', State.TRAILER_FIRST, "a line behind the last chunk ends wrongly");
            case LAST_LF -> expect(b, '\n', State.DONE, "the body does not end with CR LF");
            case LENGTH, UNTIL_CLOSE, CHUNK, DONE, MALFORMED -> throw new IllegalStateException("no line: " + state);
        }
    }

    private void sizeDigit(byte b) {
        var value = Ascii.hex(b);
        if (value >= 0) {
            digits++;
            left = left << 4 | value;
            if (digits > MOST_SIZE_DIGITS) {
                malformed("the size of a chunk has more than " + MOST_SIZE_DIGITS + " digits");
            }
        } else if (digits > 0 && b == '\r') {
            state = State.SIZE_LF;
        } else if (digits > 0 && b == ';') {
            state = State.EXTENSION;
        } else {
            malformed("the size of a chunk is not hexadecimal");
        }
    }

    private void countExtra(byte b) {
        if (!Ascii.isValue(b)) {
            malformed("a line of the body has a control character");
        } else if (++extra > MOST_EXTRA) {
            malformed("extensions and trailers are longer than " + MOST_EXTRA / 1024 + " KiB");
        }
    }

    private void expect(byte b, char wanted, State next, String otherwise) {
        if (b == wanted) {
            state = next;
        } else {
            malformed(otherwise);
        }
    }

    private void malformed(String why) {
        problem = why;
        state = State.MALFORMED;
    }
}
