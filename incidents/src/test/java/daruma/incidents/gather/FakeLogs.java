package daruma.incidents.gather;

import daruma.logs.LogItem;
import daruma.logs.LogQuery;
import daruma.logs.LogReader;
import daruma.logs.LogStore;
import daruma.model.AppName;
import daruma.model.Incarnation;
import daruma.model.LogLine;
import daruma.model.LogPolicy;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Logs that hold what a test says was written. */
final class FakeLogs implements LogStore {
    private final List<LogLine> lines = new CopyOnWriteArrayList<>();

    void wrote(Incarnation incarnation, LogLine.Stream stream, String... messages) {
        for (var message : messages) {
            lines.add(new LogLine(
                    Instant.EPOCH,
                    incarnation.instance().app(),
                    incarnation.instance().slot(),
                    incarnation.number(),
                    stream,
                    message));
        }
    }

    @Override
    public LogReader query(LogQuery query) {
        var left = lines.stream()
                .filter(line ->
                        query.apps().contains(line.app()) && query.streams().contains(line.stream()))
                .iterator();
        return new LogReader() {
            @Override
            public @Nullable LogItem next() {
                return left.hasNext() ? new LogItem.Line(left.next(), false) : null;
            }

            @Override
            public boolean hasMore() {
                return left.hasNext();
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public CompletableFuture<@Nullable Void> finished(Incarnation incarnation) {
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void declare(AppName app, LogPolicy policy) {}

    @Override
    public void attach(Incarnation incarnation, Path runDirectory) {}

    @Override
    public void note(Incarnation incarnation, String text) {}

    @Override
    public void forget(AppName app) {}

    @Override
    public Path file(AppName app) {
        return Path.of("/nowhere");
    }

    @Override
    public void close() {}
}
