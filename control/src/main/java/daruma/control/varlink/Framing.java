package daruma.control.varlink;

import daruma.control.json.Json;
import daruma.control.json.JsonText;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/**
 * Cuts a stream of bytes into messages at the NUL bytes. Memory is held only while a message is incomplete.
 *
 * <p>Not for more than one thread.
 */
public final class Framing {
    /** The longest message that is taken, in bytes, without its NUL. */
    public static final int MAX_MESSAGE = 8 << 20;

    private static final byte[] NOTHING = {};

    private final int limit;
    private byte[] pending = NOTHING;
    private int start;
    private int end;
    private int searched;

    public Framing() {
        this(MAX_MESSAGE);
    }

    /**
     * With another limit.
     *
     * @param limit the longest message that is taken, in bytes
     */
    public Framing(int limit) {
        this.limit = limit;
    }

    /** A message with its NUL, ready to be written. */
    public static ByteBuffer frame(Json message) {
        var text = JsonText.printUtf8(message);
        return ByteBuffer.wrap(Arrays.copyOf(text, text.length + 1));
    }

    /** Takes all that {@code bytes} has. */
    public void feed(ByteBuffer bytes) {
        var more = bytes.remaining();
        if (start > 0 && pending.length - end < more) {
            System.arraycopy(pending, start, pending, 0, end - start);
            end -= start;
            searched -= start;
            start = 0;
        }
        if (pending.length - end < more) {
            pending = Arrays.copyOf(pending, Math.max(end + more, Math.min(pending.length * 2, limit)));
        }
        bytes.get(pending, end, more);
        end += more;
    }

    /** The next whole message, without its NUL; empty if there is none yet. */
    public Optional<byte[]> next() {
        while (searched < end) {
            if (pending[searched] == 0) {
                var message = Arrays.copyOfRange(pending, start, searched);
                searched++;
                start = searched;
                if (start == end) {
                    pending = NOTHING;
                    start = 0;
                    end = 0;
                    searched = 0;
                }
                return Optional.of(message);
            }
            searched++;
        }
        return Optional.empty();
    }

    /** Whether the message that is coming in is longer than allowed; nothing more can be read then. */
    public boolean tooLong() {
        return searched - start > limit;
    }

    /** Bytes that are held. */
    public int held() {
        return end - start;
    }
}
