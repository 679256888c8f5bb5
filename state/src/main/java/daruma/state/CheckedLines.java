package daruma.state;

import daruma.control.json.BadJson;
import daruma.control.json.Json;
import daruma.control.json.JsonText;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import java.util.zip.CRC32C;

/**
 * JSON values on lines of their own, each behind its checksum: eight hexadecimal digits of CRC-32C, a space, the value, a
 * line feed. A damaged line costs itself and no other.
 *
 * @param values of the whole lines
 * @param damaged how many lines are not what was written
 * @param wholeBytes length of the file up to the first line that is damaged or not complete
 * @param torn whether the file ends inside a line, as a write that was cut off leaves it
 * @param endsWhole whether the last line is whole
 */
record CheckedLines(List<Json> values, int damaged, long wholeBytes, boolean torn, boolean endsWhole) {
    private static final int DIGITS = 8;

    static byte[] line(Json value) {
        var json = JsonText.printUtf8(value);
        var line = new byte[DIGITS + 1 + json.length + 1];
        var checksum = HexFormat.of().toHexDigits((int) crc(json, 0, json.length));
        System.arraycopy(checksum.getBytes(StandardCharsets.US_ASCII), 0, line, 0, DIGITS);
        line[DIGITS] = ' ';
        System.arraycopy(json, 0, line, DIGITS + 1, json.length);
        line[line.length - 1] = '\n';
        return line;
    }

    static CheckedLines parse(byte[] file) {
        var values = new ArrayList<Json>();
        var read = parse(file, values::add);
        return new CheckedLines(List.copyOf(values), read.damaged, read.wholeBytes, read.torn, read.endsWhole);
    }

    /**
     * As {@link #parse(byte[])}, but hands the values over one after the other instead of keeping them: as objects they take
     * many times the room of their file.
     */
    static CheckedLines parse(byte[] file, Consumer<Json> values) {
        int damaged = 0;
        long wholeBytes = 0;
        int start = 0;
        boolean endsWhole = false;
        for (int at = 0; at < file.length; at++) {
            if (file[at] == '\n') {
                endsWhole = readInto(values, file, start, at);
                if (!endsWhole) {
                    damaged++;
                } else if (damaged == 0) {
                    wholeBytes = at + 1L;
                }
                start = at + 1;
            }
        }
        boolean torn = start < file.length;
        return new CheckedLines(List.of(), damaged, wholeBytes, torn, endsWhole && !torn);
    }

    /** Whether nothing is missing that this file itself could tell of. */
    boolean whole() {
        return damaged == 0 && !torn;
    }

    private static boolean readInto(Consumer<Json> values, byte[] file, int start, int end) {
        int json = start + DIGITS + 1;
        if (json > end || file[json - 1] != ' ') {
            return false;
        }
        var checksum = HexFormat.of().toHexDigits((int) crc(file, json, end - json));
        if (!new String(file, start, DIGITS, StandardCharsets.ISO_8859_1).equals(checksum)) {
            return false;
        }
        Json value;
        try {
            value = JsonText.parse(file, json, end - json);
        } catch (BadJson e) {
            return false;
        }
        values.accept(value);
        return true;
    }

    private static long crc(byte[] bytes, int offset, int length) {
        var crc = new CRC32C();
        crc.update(bytes, offset, length);
        return crc.getValue();
    }
}
