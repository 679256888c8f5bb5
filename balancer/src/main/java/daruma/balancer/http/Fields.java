package daruma.balancer.http;

import org.jspecify.annotations.Nullable;

/**
 * The header fields of one head, as ranges of its bytes. Made once and filled again and again: nothing is allocated for a
 * head.
 */
final class Fields {
    static final int INCOMPLETE = -1;
    static final int MALFORMED = -2;
    static final int TOO_MANY = -3;
    static final int MOST = 128;

    /** In which spelling fields are taken. */
    enum Manner {
        /** Of clients: exactly as RFC 9112 wants them sent. */
        STRICT,
        /** Of our own user's programs: a line may end with LF alone, and blanks before the colon are skipped. */
        FORGIVING
    }

    private final int[] lineStart = new int[MOST + 1];
    private final int[] nameEnd = new int[MOST];
    private final int[] valueStart = new int[MOST];
    private final int[] valueEnd = new int[MOST];
    private final FieldName[] names = new FieldName[MOST];
    private byte[] bytes = {};
    private int count;
    private String problem = "";
    private boolean tidy;
    private int seen;

    /**
     * Takes the lines up to the empty one.
     *
     * @return the position behind the empty line, or {@link #INCOMPLETE}, {@link #MALFORMED}, {@link #TOO_MANY}
     */
    int parse(byte[] head, int start, int end, Manner manner) {
        bytes = head;
        count = 0;
        seen = 0;
        tidy = true;
        var at = start;
        while (at < end) {
            var first = head[at];
            if (first == '\r' || first == '\n') {
                lineStart[count] = at;
                return lineEnd(at, end, manner);
            }
            if (count == MOST) {
                return TOO_MANY;
            }
            var next = line(at, end, manner);
            if (next < 0) {
                return next;
            }
            at = next;
        }
        return INCOMPLETE;
    }

    private int line(int start, int end, Manner manner) {
        var at = start;
        while (at < end && Ascii.isToken(bytes[at])) {
            at++;
        }
        if (at == end) {
            return INCOMPLETE;
        }
        if (at == start) {
            return malformed(
                    Ascii.isBlank(bytes[at])
                            ? "a header line begins with a blank"
                            : "a header line has no name, or one with a character that names may not have");
        }
        var nameStops = at;
        if (manner == Manner.FORGIVING) {
            while (at < end && Ascii.isBlank(bytes[at])) {
                at++;
                tidy = false;
            }
        }
        if (at == end) {
            return INCOMPLETE;
        }
        if (bytes[at] != ':') {
            return malformed("the name of a header field is not followed by a colon at once");
        }
        at++;
        while (at < end && Ascii.isBlank(bytes[at])) {
            at++;
        }
        var valueBegins = at;
        while (at < end && Ascii.isValue(bytes[at])) {
            at++;
        }
        if (at == end) {
            return INCOMPLETE;
        }
        var valueStops = at;
        while (valueStops > valueBegins && Ascii.isBlank(bytes[valueStops - 1])) {
            valueStops--;
        }
        if (bytes[at] != '\r' && bytes[at] != '\n') {
            return malformed("a header field has a control character in its value");
        }
        var next = lineEnd(at, end, manner);
        if (next < 0) {
            return next;
        }
        lineStart[count] = start;
        nameEnd[count] = nameStops;
        valueStart[count] = valueBegins;
        valueEnd[count] = valueStops;
        var name = FieldName.of(bytes, start, nameStops);
        names[count] = name;
        seen |= name.bit();
        count++;
        lineStart[count] = next;
        return next;
    }

    /** The position behind the end of a line that stands at {@code at}. */
    int lineEnd(int at, int end, Manner manner) {
        if (bytes[at] == '\n' && manner == Manner.FORGIVING) {
            tidy = false;
            return at + 1;
        }
        if (bytes[at] != '\r') {
            return malformed("a line ends with LF alone");
        }
        if (at + 1 == end) {
            return INCOMPLETE;
        }
        return bytes[at + 1] == '\n' ? at + 2 : malformed("a CR is not followed by LF");
    }

    int lineEnd(byte[] head, int at, int end, Manner manner) {
        bytes = head;
        return lineEnd(at, end, manner);
    }

    private int malformed(String why) {
        problem = why;
        return MALFORMED;
    }

    /** Why the last {@link #parse} was {@link #MALFORMED}. */
    String problem() {
        return problem;
    }

    int count() {
        return count;
    }

    FieldName name(int i) {
        return names[i];
    }

    int lineStart(int i) {
        return lineStart[i];
    }

    int nameEnd(int i) {
        return nameEnd[i];
    }

    int valueStart(int i) {
        return valueStart[i];
    }

    int valueEnd(int i) {
        return valueEnd[i];
    }

    String nameText(int i) {
        return Ascii.text(bytes, lineStart[i], nameEnd[i]);
    }

    String value(int i) {
        return Ascii.text(bytes, valueStart[i], valueEnd[i]);
    }

    boolean valueIs(int i, byte[] lower) {
        return Ascii.equalsIgnoreCase(bytes, valueStart[i], valueEnd[i], lower);
    }

    boolean sameValue(int i, int j) {
        return value(i).equals(value(j));
    }

    /** Whether every line was written as we would have written it. */
    boolean isTidy() {
        return tidy;
    }

    private boolean has(FieldName name) {
        return (seen & name.bit()) != 0;
    }

    /** The first of that name, or -1. */
    int find(FieldName name) {
        if (!has(name)) {
            return -1;
        }
        for (int i = 0; i < count; i++) {
            if (names[i] == name) {
                return i;
            }
        }
        return -1;
    }

    int howMany(FieldName name) {
        if (!has(name)) {
            return 0;
        }
        int found = 0;
        for (int i = 0; i < count; i++) {
            if (names[i] == name) {
                found++;
            }
        }
        return found;
    }

    /** The value of the first field of that name, in whatever case; null if there is none. */
    @Nullable
    String named(String lowerName) {
        var wanted = Ascii.bytes(lowerName);
        for (int i = 0; i < count; i++) {
            if (Ascii.equalsIgnoreCase(bytes, lineStart[i], nameEnd[i], wanted)) {
                return value(i);
            }
        }
        return null;
    }

    /** Whether a list value ({@code Connection}, {@code Upgrade}) has this word, in any field of that name. */
    boolean lists(FieldName name, byte[] lowerWord) {
        if (!has(name)) {
            return false;
        }
        for (int i = 0; i < count; i++) {
            if (names[i] == name && listed(i, lowerWord)) {
                return true;
            }
        }
        return false;
    }

    private boolean listed(int i, byte[] lowerWord) {
        var at = valueStart[i];
        var end = valueEnd[i];
        while (at < end) {
            while (at < end && (Ascii.isBlank(bytes[at]) || bytes[at] == ',')) {
                at++;
            }
            var start = at;
            while (at < end && bytes[at] != ',') {
                at++;
            }
            var stop = at;
            while (stop > start && Ascii.isBlank(bytes[stop - 1])) {
                stop--;
            }
            if (Ascii.equalsIgnoreCase(bytes, start, stop, lowerWord)) {
                return true;
            }
        }
        return false;
    }

    /** Whether {@code Connection} names field {@code i}, and may: what says where a message ends or goes is not negotiable. */
    boolean isNominated(int i) {
        if (!has(FieldName.CONNECTION) || (names[i] != FieldName.OTHER && names[i] != FieldName.COOKIE)) {
            return false;
        }
        for (int c = 0; c < count; c++) {
            if (names[c] == FieldName.CONNECTION && nominates(c, i)) {
                return true;
            }
        }
        return false;
    }

    private boolean nominates(int connection, int field) {
        var length = nameEnd[field] - lineStart[field];
        if (valueEnd[connection] - valueStart[connection] < length) {
            return false;
        }
        var name = new byte[length];
        for (int i = 0; i < length; i++) {
            name[i] = Ascii.lower(bytes[lineStart[field] + i]);
        }
        return listed(connection, name);
    }
}
