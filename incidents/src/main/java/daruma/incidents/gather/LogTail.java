package daruma.incidents.gather;

import daruma.logs.LogItem;
import daruma.logs.LogQuery;
import daruma.logs.LogStore;
import daruma.model.Incarnation;
import daruma.model.LogLine;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * The last that one launch wrote.
 *
 * @param lines oldest first, each cut where nobody reads on
 */
record LogTail(List<LogLine> lines) {
    static final int LINES = 200;
    /** The next launch of the slot may have written already. */
    private static final int LOOKED_AT = 2 * LINES;

    private static final int LONGEST = 4_000;

    static LogTail of(LogStore logs, Incarnation incarnation) {
        var query = new LogQuery(
                List.of(incarnation.instance().app()),
                OptionalInt.of(incarnation.instance().slot()),
                Set.of(LogLine.Stream.OUT, LogLine.Stream.ERR),
                OptionalInt.of(LOOKED_AT),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                false,
                false);
        var last = new ArrayDeque<LogLine>();
        try (var reader = logs.query(query)) {
            for (var item = reader.next(); item != null; item = reader.next()) {
                if (item instanceof LogItem.Line(var line, boolean _) && line.incarnation() == incarnation.number()) {
                    last.add(cut(line));
                    if (last.size() > LINES) {
                        last.removeFirst();
                    }
                }
            }
        }
        return new LogTail(List.copyOf(last));
    }

    List<String> messages() {
        return lines.stream().map(LogLine::message).toList();
    }

    List<String> errors() {
        return lines.stream()
                .filter(line -> line.stream() == LogLine.Stream.ERR)
                .map(LogLine::message)
                .toList();
    }

    /** As a person reads it: time, stream, line. */
    String text() {
        var text = new StringBuilder();
        for (var line : lines) {
            text.append(line.time())
                    .append(line.stream() == LogLine.Stream.ERR ? " err " : " out ")
                    .append(line.message())
                    .append('\n');
        }
        return text.toString();
    }

    private static LogLine cut(LogLine line) {
        return line.message().length() <= LONGEST
                ? line
                : new LogLine(
                        line.time(),
                        line.app(),
                        line.slot(),
                        line.incarnation(),
                        line.stream(),
                        line.message().substring(0, LONGEST) + "…");
    }
}
