package daruma.daemon.command;

import daruma.control.Answer;
import daruma.control.Fault;
import daruma.control.server.Answering;
import daruma.logs.LogItem;
import daruma.logs.LogReader;
import daruma.model.LogLine;
import daruma.model.Refused;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;

/**
 * Reads lines for one caller on a virtual thread of its own, as fast as the caller takes them: what it has not taken waits
 * in the log files.
 */
final class LogFeed {
    private static final int LINES_AT_ONCE = 256;
    private static final int CHARACTERS_AT_ONCE = 256 << 10;

    private final LogReader reader;
    private final Answering<Answer.Lines> reply;
    private final boolean follows;
    private final Semaphore room = new Semaphore(0);

    LogFeed(LogReader reader, Answering<Answer.Lines> reply, boolean follows) {
        this.reader = reader;
        this.reply = reply;
        this.follows = follows;
    }

    void begin() {
        reply.whenClosed(() -> {
            reader.close();
            room.release();
        });
        Thread.ofVirtual().name("log-feed").start(this::run);
    }

    private void run() {
        try (reader) {
            var lines = new ArrayList<LogLine>();
            int characters = 0;
            for (var item = reader.next(); item != null && reply.open(); item = reader.next()) {
                var line = line(item);
                lines.add(line);
                characters += line.message().length();
                if (lines.size() >= LINES_AT_ONCE
                        || characters >= CHARACTERS_AT_ONCE
                        || (follows && !reader.hasMore())) {
                    if (reply.streaming()) {
                        send(lines);
                        lines.clear();
                    }
                    characters = 0;
                }
            }
            reply.done(new Answer.Lines(lines, 0));
        } catch (Refused e) {
            reply.fail(new Fault.InvalidParameter("grep", e.getMessage()));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void send(List<LogLine> lines) throws InterruptedException {
        reply.next(new Answer.Lines(List.copyOf(lines), 0));
        reply.whenRoom(room::release);
        room.acquire();
        room.drainPermits();
    }

    private static LogLine line(LogItem item) {
        return switch (item) {
            case LogItem.Line(var line, var _) -> line;
            case LogItem.Gap(var app) ->
                new LogLine(
                        Instant.now(),
                        app,
                        0,
                        0,
                        LogLine.Stream.NOTE,
                        "lines are missing here: they were rotated away");
        };
    }
}
