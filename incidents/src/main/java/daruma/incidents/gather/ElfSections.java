package daruma.incidents.gather;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;

/**
 * The names of the sections of a program file, as far as anybody here asks for them.
 *
 * @see <a href="https://man7.org/linux/man-pages/man5/elf.5.html">elf(5)</a>
 */
final class ElfSections {
    private static final int HEADER = 64;
    private static final int SECTION = 64;
    private static final int MOST_SECTIONS = 1_000;
    private static final int LONGEST_NAMES = 64 << 10;

    private ElfSections() {}

    /** Whether it is a 64-bit ELF file that has one of these sections. */
    static boolean any(Path file, Set<String> names) throws IOException {
        try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
            var head = read(channel, 0, HEADER);
            if (head.remaining() < HEADER || head.getInt(0) != 0x464c457f || head.get(4) != 2) {
                return false;
            }
            head.order(order(head));
            long table = head.getLong(40);
            int size = Short.toUnsignedInt(head.getShort(58));
            int count = Short.toUnsignedInt(head.getShort(60));
            int namesAt = Short.toUnsignedInt(head.getShort(62));
            if (table <= 0 || size != SECTION || count > MOST_SECTIONS || namesAt >= count) {
                return false;
            }
            var sections = read(channel, table, count * SECTION).order(head.order());
            if (sections.remaining() < count * SECTION) {
                return false;
            }
            int nameSection = namesAt * SECTION;
            long length = Math.min(sections.getLong(nameSection + 32), LONGEST_NAMES);
            var texts = read(channel, sections.getLong(nameSection + 24), (int) Math.max(0, length));
            for (int i = 0; i < count; i++) {
                if (names.contains(name(texts, sections.getInt(i * SECTION)))) {
                    return true;
                }
            }
            return false;
        }
    }

    private static ByteOrder order(ByteBuffer head) {
        return head.get(5) == 2 ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    }

    private static String name(ByteBuffer texts, int at) {
        if (at < 0 || at >= texts.limit()) {
            return "";
        }
        int end = at;
        while (end < texts.limit() && texts.get(end) != 0) {
            end++;
        }
        var bytes = new byte[end - at];
        texts.get(at, bytes);
        return new String(bytes, StandardCharsets.US_ASCII);
    }

    /** Little-endian until somebody knows better; shorter where the file ends. */
    private static ByteBuffer read(FileChannel from, long at, int length) throws IOException {
        var bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        while (bytes.hasRemaining() && at >= 0) {
            int count = from.read(bytes, at + bytes.position());
            if (count < 0) {
                break;
            }
        }
        return bytes.flip();
    }
}
