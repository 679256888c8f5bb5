package daruma.logs;

import daruma.model.Refused;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Reads the logs of some apps as one, by time.
 *
 * <p>For the last lines it walks backwards only to find where to begin, and then reads forwards from there: nothing but the
 * next line of each app is held in memory. Following goes on from the same place in the same files, so there is no
 * handover at which a line could be lost or doubled.
 */
final class MergedReader implements LogReader {
    /** One app's part. */
    private static final class Source {
        final AppLog log;
        final LineFilter filter;
        Place end;
        Place start;

        @Nullable
        BackwardCursor backward;

        @Nullable
        ForwardCursor forward;

        LineFormat.@Nullable Parsed head;
        boolean over;

        Source(AppLog log, LogQuery query) {
            this.log = log;
            this.filter = new LineFilter(query, log.newest);
            this.end = place(log.end());
            this.start = new Place(0, 0);
        }

        static Place place(AppLog.End end) {
            return new Place(end.generation(), end.length());
        }
    }

    private final LogQuery query;
    private final List<CompletableFuture<AppLog>> logs;
    private final List<Source> sources = new ArrayList<>();
    private final long since;
    private final long until;
    private boolean begun;
    private volatile boolean closed;
    private volatile @Nullable Thread reading;

    MergedReader(LogQuery query, List<CompletableFuture<AppLog>> logs) {
        this.query = query;
        this.logs = logs;
        this.since = query.since().map(t -> t.toEpochMilli()).orElse(Long.MIN_VALUE);
        this.until = query.until().map(t -> t.toEpochMilli()).orElse(Long.MAX_VALUE);
    }

    @Override
    public @Nullable LogItem next() {
        reading = Thread.currentThread();
        try {
            if (!begun) {
                begin();
                begun = true;
            }
            while (!closed && !Thread.currentThread().isInterrupted()) {
                Source first = null;
                for (var source : sources) {
                    if (source.head == null && !source.over) {
                        advance(source);
                    }
                    if (source.forward != null && source.forward.tookGap()) {
                        return new LogItem.Gap(source.log.app);
                    }
                    if (source.head != null && (first == null || source.head.time < time(first))) {
                        first = source;
                    }
                }
                if (first != null && first.head != null) {
                    var item = first.head.item(first.log.app);
                    first.head = null;
                    return item;
                }
                if (!query.follow() || sources.stream().allMatch(source -> source.over)) {
                    break;
                }
                if (sources.stream().noneMatch(MergedReader::grew)) {
                    LockSupport.park(this);
                }
            }
        } catch (IOException | CompletionException e) {
            var cause = e instanceof CompletionException && e.getCause() != null ? e.getCause() : e;
            if (!closed && !Thread.currentThread().isInterrupted()) {
                release();
                throw new Refused("cannot read the logs: " + cause + ". Look at the rights of the log directory");
            }
        }
        release();
        return null;
    }

    @Override
    public boolean hasMore() {
        try {
            for (var source : sources) {
                if (source.head == null && !source.over) {
                    advance(source);
                }
                if (source.head != null || grew(source)) {
                    return true;
                }
            }
            return false;
        } catch (IOException _) {
            return true; // next() meets it again, and says so
        }
    }

    @Override
    public void close() {
        closed = true;
        var thread = reading;
        if (thread == null || thread.equals(Thread.currentThread())) {
            release();
        } else {
            LockSupport.unpark(thread);
        }
    }

    private static long time(Source source) {
        return source.head == null ? Long.MAX_VALUE : source.head.time;
    }

    private static boolean grew(Source source) {
        return source.log.closed || !Source.place(source.log.end()).equals(source.end);
    }

    /** Finds where each app's part begins. */
    private void begin() throws IOException {
        for (var log : logs) {
            var source = new Source(log.join(), query);
            if (query.follow()) {
                source.log.readers.add(Thread.currentThread());
                source.end = Source.place(source.log.end());
            }
            sources.add(source);
        }
        if (query.tail().isPresent() || query.previous()) {
            findTail(query.tail().orElse(Integer.MAX_VALUE));
        } else {
            for (var source : sources) {
                source.start = since == Long.MIN_VALUE
                        ? source.start
                        : TimeSearch.notAfter(source.log, source.log.end(), since);
            }
        }
        for (var source : sources) {
            var start = source.start.generation() == 0 ? oldest(source) : source.start;
            source.forward = new ForwardCursor(source.log, start);
        }
    }

    private static Place oldest(Source source) throws IOException {
        var rotated = LogFiles.rotated(source.log.current);
        return new Place(
                rotated.isEmpty() ? source.end.generation() : Math.min(rotated.getFirst(), source.end.generation()), 0);
    }

    /** Walks back over all apps at once, always over the latest line, until enough are found. */
    private void findTail(int lines) throws IOException {
        for (var source : sources) {
            source.start = source.end;
            source.backward = new BackwardCursor(source.log, source.end);
        }
        try {
            for (int found = 0; found < lines && !closed; found++) {
                Source latest = null;
                for (var source : sources) {
                    if (source.head == null && !source.over) {
                        back(source);
                    }
                    if (source.head != null && (latest == null || source.head.time > time(latest))) {
                        latest = source;
                    }
                }
                if (latest == null || latest.backward == null) {
                    break;
                }
                latest.start = latest.backward.place();
                latest.head = null;
            }
        } finally {
            for (var source : sources) {
                source.head = null;
                source.over = false;
                if (source.backward != null) {
                    source.backward.close();
                    source.backward = null;
                }
            }
        }
    }

    private void back(Source source) throws IOException {
        var cursor = source.backward;
        while (cursor != null && source.head == null && !closed) {
            var line = cursor.previous();
            if (line == null || line.time < since) {
                source.over = true;
                return;
            }
            source.filter.learn(line);
            if (line.time <= until && source.filter.wants(line)) {
                source.head = line;
            }
        }
    }

    private void advance(Source source) throws IOException {
        if (query.follow()) {
            source.end = Source.place(source.log.end());
        }
        var cursor = source.forward;
        while (cursor != null && !closed) {
            var line = cursor.next(source.end);
            if (line == null) {
                source.over = !query.follow() || source.log.closed;
                return;
            }
            if (line.time > until) {
                source.over = true;
                return;
            }
            if (line.time >= since && source.filter.wants(line)) {
                source.head = line;
                return;
            }
        }
    }

    private void release() {
        closed = true;
        for (var source : sources) {
            source.log.readers.remove(Thread.currentThread());
            try {
                if (source.forward != null) {
                    source.forward.close();
                }
            } catch (IOException e) {
                // It was only read.
            }
        }
    }
}
