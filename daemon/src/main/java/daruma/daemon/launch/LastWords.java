package daruma.daemon.launch;

import daruma.logs.LogItem;
import daruma.logs.LogQuery;
import daruma.logs.LogStore;
import daruma.model.AppName;
import daruma.model.Incarnation;
import daruma.model.LogLine;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The last that a program said before it ended. Waits up to a second for what is still being copied. */
public record LastWords(LogStore logs, ShimLauncher launcher) {
    private static final int READ = 200;

    /** Of one try only: a program that fails the same way each time would bury what it says first. */
    public List<LogLine> of(AppName app, int lines) {
        var said = said(app, OptionalInt.empty());
        if (said.isEmpty()) {
            return said;
        }
        var last = said.getLast();
        var ofOne = said.stream()
                .filter(line -> line.slot() == last.slot() && line.incarnation() == last.incarnation())
                .toList();
        return ofOne.subList(Math.max(0, ofOne.size() - lines), ofOne.size());
    }

    /** Of one incarnation. */
    public List<String> of(Incarnation incarnation) {
        var id = incarnation.instance();
        return said(id.app(), OptionalInt.of(id.slot())).stream()
                .filter(line -> line.incarnation() == incarnation.number())
                .map(LogLine::message)
                .toList();
    }

    private List<LogLine> said(AppName app, OptionalInt slot) {
        try {
            launcher.drained(app).get(1, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException _) {
            // What is there is better than nothing.
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        return read(
                logs,
                new LogQuery(
                        List.of(app),
                        slot,
                        EnumSet.of(LogLine.Stream.OUT, LogLine.Stream.ERR),
                        OptionalInt.of(READ),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        false,
                        false));
    }

    /** All lines of a query that does not follow. */
    public static List<LogLine> read(LogStore logs, LogQuery query) {
        var lines = new ArrayList<LogLine>();
        try (var reader = logs.query(query)) {
            for (var item = reader.next(); item != null; item = reader.next()) {
                if (item instanceof LogItem.Line(var line, var _)) {
                    lines.add(line);
                }
            }
        }
        return lines;
    }
}
