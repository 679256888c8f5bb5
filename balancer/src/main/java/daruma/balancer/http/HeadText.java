package daruma.balancer.http;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/** A head that is being written. Made once for an event loop: many small pieces are put together here, and copied once. */
final class HeadText {
    private byte[] bytes = new byte[8 << 10];
    private int length;

    HeadText clear() {
        length = 0;
        return this;
    }

    int length() {
        return length;
    }

    HeadText writeBytes(byte[] piece) {
        return writeBytes(piece, 0, piece.length);
    }

    HeadText writeBytes(byte[] from, int start, int count) {
        require(count);
        System.arraycopy(from, start, bytes, length, count);
        length += count;
        return this;
    }

    HeadText writeByte(char c) {
        require(1);
        bytes[length++] = (byte) c;
        return this;
    }

    private void require(int count) {
        if (bytes.length - length < count) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + count));
        }
    }

    void copyTo(ByteBuf out) {
        out.writeBytes(bytes, 0, length);
    }
}
