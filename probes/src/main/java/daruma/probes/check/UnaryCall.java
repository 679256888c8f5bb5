package daruma.probes.check;

import daruma.probes.time.Deadline;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * One unary gRPC call over HTTP/2 with prior knowledge: preface, settings, one request on stream 1, and of the answer the
 * message and the status. By hand, because the JDK's client can only upgrade to HTTP/2, which gRPC servers do not do. No
 * field but the status is read, so nothing of HPACK is needed but its integers and the two spellings of one name.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9113">RFC 9113</a>
 */
final class UnaryCall {
    private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final int LONGEST_FRAME = 16_384;
    private static final int LONGEST_MESSAGE = 64 * 1024;
    /** A server that talks on and on without an answer is not to keep us. */
    private static final int MOST_FRAMES = 1_000;

    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int RST_STREAM = 3;
    private static final int SETTINGS = 4;
    private static final int PING = 6;
    private static final int GOAWAY = 7;
    private static final int CONTINUATION = 9;
    private static final int ACK = 0x1;
    private static final int END_STREAM = 0x1;
    private static final int END_HEADERS = 0x4;
    private static final int PADDED = 0x8;
    private static final int PRIORITY = 0x20;

    private static final byte[] STATUS = "grpc-status".getBytes(StandardCharsets.US_ASCII);
    /** The same in HPACK's Huffman code. */
    private static final byte[] STATUS_HUFFMAN = {
        (byte) 0x9a, (byte) 0xca, (byte) 0xc8, (byte) 0xb2, 0x12, 0x34, (byte) 0xda, (byte) 0x8f
    };

    private final Socket socket;
    private final Deadline deadline;
    private final InputStream in;
    private final OutputStream out;

    /**
     * What came back.
     *
     * @param status {@code grpc-status}; empty if none was given or it could not be read
     * @param message the bytes of the first message
     */
    record Reply(OptionalInt status, Optional<byte[]> message) {}

    UnaryCall(Socket socket, Deadline deadline) throws IOException {
        this.socket = socket;
        this.deadline = deadline;
        in = socket.getInputStream();
        out = socket.getOutputStream();
    }

    Reply call(String authority, String method, byte[] request) throws IOException {
        var first = new ByteArrayOutputStream();
        first.writeBytes(PREFACE);
        frame(first, SETTINGS, 0, 0, new byte[0]);
        frame(first, HEADERS, END_HEADERS, 1, fields(authority, method));
        var data = new byte[5 + request.length];
        data[4] = (byte) request.length;
        data[3] = (byte) (request.length >>> 8);
        System.arraycopy(request, 0, data, 5, request.length);
        frame(first, DATA, END_STREAM, 1, data);
        out.write(first.toByteArray());
        return answer();
    }

    private Reply answer() throws IOException {
        var body = new ByteArrayOutputStream();
        var block = new ByteArrayOutputStream();
        var status = OptionalInt.empty();
        boolean blockEndsStream = false;
        for (int frames = 0; frames < MOST_FRAMES; frames++) {
            var head = read(9);
            int length = (head[0] & 0xff) << 16 | (head[1] & 0xff) << 8 | (head[2] & 0xff);
            int type = head[3] & 0xff;
            int flags = head[4] & 0xff;
            if (length > LONGEST_FRAME || (frames == 0 && type != SETTINGS)) {
                throw new MalformedReply("does not speak HTTP/2 without TLS");
            }
            var payload = read(length);
            boolean ends = false;
            switch (type) {
                case SETTINGS -> {
                    if ((flags & ACK) == 0) {
                        send(SETTINGS, ACK, new byte[0]);
                    }
                }
                case PING -> {
                    if ((flags & ACK) == 0) {
                        send(PING, ACK, payload);
                    }
                }
                case DATA -> {
                    var bytes = unpadded(payload, flags, 0);
                    body.write(bytes);
                    if (body.size() > LONGEST_MESSAGE) {
                        throw new MalformedReply("answered with a message that is too long for a health check");
                    }
                    ends = (flags & END_STREAM) != 0;
                }
                case HEADERS, CONTINUATION -> {
                    block.write(type == HEADERS ? unpadded(payload, flags, (flags & PRIORITY) != 0 ? 5 : 0) : payload);
                    if (type == HEADERS) {
                        blockEndsStream = (flags & END_STREAM) != 0;
                    }
                    if (block.size() > LONGEST_MESSAGE) {
                        throw new MalformedReply("answered with more header fields than a health check has");
                    }
                    if ((flags & END_HEADERS) != 0) {
                        var found = status(block.toByteArray());
                        status = found.isPresent() ? found : status;
                        block.reset();
                        ends = blockEndsStream;
                    }
                }
                case RST_STREAM -> throw new MalformedReply("broke the call off, HTTP/2 error " + number(payload, 0));
                case GOAWAY -> throw new MalformedReply("ended the connection, HTTP/2 error " + number(payload, 4));
                default -> {} // window updates, priorities, and what is still to be invented
            }
            if (ends) {
                return new Reply(status, message(body.toByteArray()));
            }
        }
        throw new MalformedReply("sent " + MOST_FRAMES + " frames without an answer");
    }

    private static Optional<byte[]> message(byte[] body) throws MalformedReply {
        if (body.length == 0) {
            return Optional.empty();
        }
        if (body.length < 5 || body[0] != 0 || number(body, 1) != body.length - 5) {
            throw new MalformedReply("answered with a broken message");
        }
        return Optional.of(Arrays.copyOfRange(body, 5, body.length));
    }

    private static byte[] unpadded(byte[] payload, int flags, int skip) throws MalformedReply {
        int padding = (flags & PADDED) != 0 && payload.length > 0 ? payload[0] & 0xff : 0;
        int from = ((flags & PADDED) != 0 ? 1 : 0) + skip;
        if (from + padding > payload.length) {
            throw new MalformedReply("sent a broken HTTP/2 frame");
        }
        return Arrays.copyOfRange(payload, from, payload.length - padding);
    }

    private static int number(byte[] bytes, int at) {
        int value = 0;
        for (int i = at; i < at + 4 && i < bytes.length; i++) {
            value = value << 8 | (bytes[i] & 0xff);
        }
        return value;
    }

    private void send(int type, int flags, byte[] payload) throws IOException {
        var bytes = new ByteArrayOutputStream();
        frame(bytes, type, flags, 0, payload);
        out.write(bytes.toByteArray());
    }

    private static void frame(ByteArrayOutputStream to, int type, int flags, int stream, byte[] payload) {
        to.write(payload.length >>> 16);
        to.write(payload.length >>> 8);
        to.write(payload.length);
        to.write(type);
        to.write(flags);
        for (int shift = 24; shift >= 0; shift -= 8) {
            to.write(stream >>> shift);
        }
        to.writeBytes(payload);
    }

    private byte[] read(int length) throws IOException {
        var bytes = new byte[length];
        for (int at = 0; at < length; ) {
            int left = deadline.millisLeft();
            if (left == 0) {
                throw new SocketTimeoutException("no time left to read");
            }
            socket.setSoTimeout(left);
            int count = in.read(bytes, at, length - at);
            if (count < 0) {
                throw new MalformedReply("closed the connection without an answer");
            }
            at += count;
        }
        return bytes;
    }

    // ---- HPACK, RFC 7541: as much as one request and one status need ------------------------------------------------

    private static byte[] fields(String authority, String method) {
        var block = new ByteArrayOutputStream();
        block.write(0x83); // :method POST
        block.write(0x86); // :scheme http
        literal(block, 4, method); // :path
        literal(block, 1, authority); // :authority
        literal(block, 31, "application/grpc"); // content-type
        block.write(0x00);
        string(block, "te");
        string(block, "trailers");
        return block.toByteArray();
    }

    /** Without indexing, its name from the static table. */
    private static void literal(ByteArrayOutputStream block, int name, String value) {
        if (name < 15) {
            block.write(name);
        } else {
            block.write(0x0f);
            block.write(name - 15);
        }
        string(block, value);
    }

    private static void string(ByteArrayOutputStream block, String text) {
        var bytes = text.getBytes(StandardCharsets.US_ASCII);
        block.write(bytes.length); // ours are all shorter than 127
        block.writeBytes(bytes);
    }

    /** The last {@code grpc-status} of a block, if it is written out there. */
    private static OptionalInt status(byte[] block) throws MalformedReply {
        var in = new Block(block);
        var status = OptionalInt.empty();
        while (in.more()) {
            int first = in.peek();
            if ((first & 0x80) != 0) {
                in.integer(7); // all of it from a table
            } else if ((first & 0xe0) == 0x20) {
                in.integer(5); // size of the dynamic table
            } else {
                int index = in.integer((first & 0x40) != 0 ? 6 : 4);
                boolean isStatus = false;
                if (index == 0) {
                    var name = in.string();
                    isStatus = Arrays.equals(name, STATUS) || Arrays.equals(name, STATUS_HUFFMAN);
                }
                var value = new String(in.string(), StandardCharsets.ISO_8859_1);
                // The Huffman code of one or two digits is no shorter than they are: nobody uses it.
                if (isStatus && value.matches("[0-9]{1,3}")) {
                    status = OptionalInt.of(Integer.parseInt(value));
                }
            }
        }
        return status;
    }

    private static final class Block {
        private final byte[] bytes;
        private int at;

        Block(byte[] bytes) {
            this.bytes = bytes;
        }

        boolean more() {
            return at < bytes.length;
        }

        int peek() {
            return bytes[at] & 0xff;
        }

        int integer(int prefix) throws MalformedReply {
            int most = (1 << prefix) - 1;
            long value = next() & most;
            if (value < most) {
                return (int) value;
            }
            for (int shift = 0; shift < 28; shift += 7) {
                int more = next();
                value += (long) (more & 0x7f) << shift;
                if (more < 0x80) {
                    return (int) Math.min(value, Integer.MAX_VALUE);
                }
            }
            throw new MalformedReply("sent broken header fields");
        }

        byte[] string() throws MalformedReply {
            int length = integer(7);
            if (length > bytes.length - at) {
                throw new MalformedReply("sent broken header fields");
            }
            at += length;
            return Arrays.copyOfRange(bytes, at - length, at);
        }

        private int next() throws MalformedReply {
            if (at == bytes.length) {
                throw new MalformedReply("sent broken header fields");
            }
            return bytes[at++] & 0xff;
        }
    }
}
