package daruma.process.sys;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A {@code struct sockaddr_un}.
 *
 * @param memory the structure
 * @param length how much of it counts
 * @see <a href="https://man7.org/linux/man-pages/man7/unix.7.html">unix(7)</a>
 */
public record UnixAddress(Memory memory, int length) {
    private static final int LONGEST = 107;

    /**
     * Writes an address down.
     *
     * @param name a path, or {@code @} and a name in the abstract namespace
     * @return empty if it is too long
     */
    public static Optional<UnixAddress> of(String name) {
        var bytes = name.getBytes(StandardCharsets.UTF_8);
        if (bytes.length == 0 || bytes.length > LONGEST) {
            return Optional.empty();
        }
        boolean unnamed = bytes[0] == '@';
        if (unnamed) {
            bytes[0] = 0;
        }
        var memory = Memory.of(2 + LONGEST + 1).putShort(0, Flags.AF_UNIX).put(2, bytes, 0, bytes.length);
        return Optional.of(new UnixAddress(memory, 2 + bytes.length + (unnamed ? 0 : 1)));
    }
}
