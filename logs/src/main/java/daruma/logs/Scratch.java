package daruma.logs;

import java.util.Arrays;

/**
 * Bytes to work with, as many as are asked for. Most lines are short and most apps silent: what only the longest line or a
 * flood needs is not kept.
 */
final class Scratch {
    private static final int KEPT = 16 << 10;

    private byte[] bytes = new byte[KEPT];

    /** At least so many bytes, with what was in them. The array is another one after this, if there were fewer. */
    byte[] atLeast(int size) {
        if (bytes.length < size) {
            bytes = Arrays.copyOf(bytes, Math.max(size, 2 * bytes.length));
        }
        return bytes;
    }

    /** Lets go what is more than usual, with what is in it. */
    void shrink() {
        if (bytes.length > KEPT) {
            bytes = new byte[KEPT];
        }
    }
}
