package daruma.balancer.accesslog;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Takes lines from the event loops and writes them behind their back. If the disk is slower than the traffic, lines are
 * dropped, and a line in the log says how many. For any thread.
 */
public final class AccessLogs implements AutoCloseable {
    private static final int MOST_WAITING = 16_384;
    private static final int AT_ONCE = 1_024;
    private static final Line END = new Line(Path.of(""), "");

    private record Line(Path file, String text) {}

    private final BlockingQueue<Line> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
    private final AtomicLong dropped = new AtomicLong();
    private final Map<Path, LogFile> files = new HashMap<>();
    private final Thread thread;

    public AccessLogs() {
        thread = Thread.ofPlatform().daemon().name("access-log").start(this::write);
    }

    /** A line with its end; never waits. */
    public void add(Path file, String text) {
        if (!waiting.offer(new Line(file, text))) {
            dropped.incrementAndGet();
        }
    }

    private void write() {
        var lines = new ArrayList<Line>();
        var going = true;
        try {
            while (going) {
                lines.clear();
                var first = waiting.poll(1, TimeUnit.SECONDS);
                if (first != null) {
                    lines.add(first);
                    waiting.drainTo(lines, AT_ONCE);
                }
                going = !lines.contains(END);
                lines.remove(END);
                write(lines);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        files.values().forEach(LogFile::close);
    }

    private void write(List<Line> lines) {
        for (var line : lines) {
            var file = files.computeIfAbsent(line.file(), LogFile::new);
            var lost = dropped.getAndSet(0);
            if (lost > 0) {
                file.append("# " + lost + " lines were dropped: the disk was slower than the requests\n");
            }
            file.append(line.text());
        }
        for (var file : files.values()) {
            try {
                file.flush();
            } catch (IOException e) {
                System.getLogger(AccessLogs.class.getName())
                        .log(System.Logger.Level.WARNING, "the access log cannot be written: " + e);
            }
        }
    }

    /** Writes what is waiting, and ends. */
    @Override
    public void close() {
        try {
            if (waiting.offer(END, 1, TimeUnit.SECONDS)) {
                thread.join(TimeUnit.SECONDS.toMillis(2));
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
