package daruma.process.proc.linux;

import daruma.process.proc.Stat;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Reads {@code /proc/pid/stat}. The name stands in parentheses and may hold blanks and parentheses itself, so the fields are
 * counted from the last closing one.
 *
 * @see <a href="https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html">proc_pid_stat(5)</a>
 */
final class StatLine {
    private final byte[] line;
    private final int length;
    private int at;

    private StatLine(byte[] line, int length) {
        this.line = line;
        this.length = length;
    }

    static Optional<Stat> parse(byte[] line, int length) {
        int open = indexOf(line, length, '(');
        int close = lastIndexOf(line, length, ')');
        if (open < 2 || close < open || close + 4 > length) {
            return Optional.empty();
        }
        var fields = new StatLine(line, length);
        int pid = (int) fields.number();
        var name = new String(line, open + 1, close - open - 1, StandardCharsets.UTF_8);
        char state = (char) line[close + 2];
        fields.at = close + 4;
        int parent = (int) fields.number(); // field 4
        fields.skip(1);
        int session = (int) fields.number(); // 6
        fields.skip(7);
        long user = fields.number(); // 14
        long system = fields.number();
        fields.skip(4);
        int threads = (int) fields.number(); // 20
        fields.skip(1);
        long start = fields.number(); // 22
        fields.skip(1);
        long rss = fields.number(); // 24
        fields.skip(27);
        int exit = (int) fields.number(); // 52
        return Optional.of(new Stat(pid, name, state, parent, session, user, system, threads, start, rss, exit));
    }

    private long number() {
        boolean negative = at < length && line[at] == '-';
        if (negative) {
            at++;
        }
        long value = 0;
        while (at < length && line[at] >= '0' && line[at] <= '9') {
            value = value * 10 + (line[at++] - '0');
        }
        at++;
        return negative ? -value : value;
    }

    private void skip(int fields) {
        for (int i = 0; i < fields; i++) {
            while (at < length && line[at] != ' ') {
                at++;
            }
            at++;
        }
    }

    private static int indexOf(byte[] bytes, int length, char wanted) {
        for (int i = 0; i < length; i++) {
            if (bytes[i] == wanted) {
                return i;
            }
        }
        return -1;
    }

    private static int lastIndexOf(byte[] bytes, int length, char wanted) {
        for (int i = length - 1; i >= 0; i--) {
            if (bytes[i] == wanted) {
                return i;
            }
        }
        return -1;
    }
}
