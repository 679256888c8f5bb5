package daruma.logs;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import daruma.model.AppName;
import daruma.model.LogLine;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How a line stands in the file: {@code 2026-11-21T18:30:47.912Z 0#7 out  message}. */
final class LineFormat {
    /** Bytes of the time. */
    static final int TIME = 24;

    /** Longest message of one line, in bytes; a longer one is cut into pieces. */
    static final int LONGEST = 1 << 20;

    /** Longest line, everything included. */
    static final int LONGEST_LINE = LONGEST + 64;

    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT);

    private LineFormat() {}

    static byte[] stamp(long millis) {
        return STAMP.format(LocalDateTime.ofInstant(Instant.ofEpochMilli(millis), ZoneOffset.UTC))
                .getBytes(ISO_8859_1);
    }

    /** What stands between the time and the message. */
    static byte[] head(int slot, long incarnation, LogLine.Stream stream, boolean goesOn) {
        var word = stream.name().toLowerCase(Locale.ROOT) + (goesOn ? "+" : "");
        return " %d#%d %-4s ".formatted(slot, incarnation, word).getBytes(ISO_8859_1);
    }

    /** The time of the line that begins at {@code from}, as milliseconds of the epoch; -1 if none stands there. */
    static long time(byte[] b, int from, int to) {
        if (to - from <= TIME || b[from + 10] != 'T' || b[from + 23] != 'Z' || b[from + 24] != ' ') {
            return -1;
        }
        long year = digits(b, from, 4);
        long month = digits(b, from + 5, 2);
        long day = digits(b, from + 8, 2);
        long seconds = digits(b, from + 11, 2) * 3600 + digits(b, from + 14, 2) * 60 + digits(b, from + 17, 2);
        long millis = digits(b, from + 20, 3);
        if (year < 0 || month < 1 || day < 1 || seconds < 0 || millis < 0) {
            return -1;
        }
        // Days since 1970-01-01 of a proleptic Gregorian date: years that begin in March have their leap day last.
        long y = month <= 2 ? year - 1 : year;
        long dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
        long days = y * 365 + y / 4 - y / 100 + y / 400 + dayOfYear - 719_468;
        return (days * 86_400 + seconds) * 1_000 + millis;
    }

    /** Reads the line in {@code b[from, to)}, which ends before its line end; null if it is not one of ours. */
    static @Nullable Parsed parse(byte[] b, int from, int to) {
        long time = time(b, from, to);
        int hash = from + TIME + 1;
        while (hash < to && b[hash] >= '0' && b[hash] <= '9') {
            hash++;
        }
        int space = hash + 1;
        while (space < to && b[space] >= '0' && b[space] <= '9') {
            space++;
        }
        int message = space + 6;
        if (time < 0 || message > to || b[hash] != '#' || b[space] != ' ' || b[message - 1] != ' ') {
            return null;
        }
        var stream = switch (b[space + 1]) {
            case 'o' -> LogLine.Stream.OUT;
            case 'e' -> LogLine.Stream.ERR;
            default -> LogLine.Stream.NOTE;
        };
        int slot = (int) digits(b, from + TIME + 1, Math.min(9, hash - from - TIME - 1));
        long incarnation = digits(b, hash + 1, Math.min(18, space - hash - 1));
        return new Parsed(time, slot, incarnation, stream, b[space + 4] == '+', b, message, to);
    }

    /** The number in so many digits; far below zero if there is another character, so that sums stay negative. */
    private static long digits(byte[] b, int from, int count) {
        long value = 0;
        for (int i = from; i < from + count; i++) {
            int digit = b[i] - '0';
            if (digit < 0 || digit > 9) {
                return -1_000_000;
            }
            value = value * 10 + digit;
        }
        return value;
    }

    /** A line in a buffer: valid until the buffer is filled again. */
    static final class Parsed {
        final long time;
        final int slot;
        final long incarnation;
        final LogLine.Stream stream;
        private final boolean goesOn;
        private final byte[] bytes;
        private final int message;
        private final int end;

        private Parsed(
                long time,
                int slot,
                long incarnation,
                LogLine.Stream stream,
                boolean goesOn,
                byte[] bytes,
                int message,
                int end) {
            this.time = time;
            this.slot = slot;
            this.incarnation = incarnation;
            this.stream = stream;
            this.goesOn = goesOn;
            this.bytes = bytes;
            this.message = message;
            this.end = end;
        }

        LogItem.Line item(AppName app) {
            return new LogItem.Line(
                    new LogLine(Instant.ofEpochMilli(time), app, slot, incarnation, stream, text()), goesOn);
        }

        String text() {
            int last = !goesOn && end > message && bytes[end - 1] == '\r' ? end - 1 : end;
            return new String(bytes, message, last - message, UTF_8);
        }
    }
}
