package daruma.state;

import daruma.control.codec.EventCodec;
import daruma.control.json.BadJson;
import daruma.control.json.Fields;
import daruma.control.json.Json;
import daruma.control.json.ObjectBuilder;
import daruma.model.AppName;
import daruma.model.Event;
import daruma.model.InstanceId;
import daruma.model.Refused;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What was observed: events, and what the supervisor remembers of each instance. Best effort.
 *
 * <p>Callers change what is held in memory and go on; a thread of its own writes after them, without forcing anything to the
 * disk. It survives {@code kill -9} but for the last moment. If the disk is full, slow or broken, only the file falls
 * behind: {@link #missed()} counts by how much, and the next rewrite makes up for it. Nothing here throws or blocks for I/O but
 * {@link #open} and {@link #close()}.
 *
 * @param <M> what is remembered of an instance
 */
public final class MemoryJournal<M> implements AutoCloseable {
    private static final int QUEUED_LINES = 4_096;
    private static final Line WAKE_UP = new Line(0, new Json.Null());
    /** After a failure the disk is left alone for so long. */
    private static final long RETRY_MILLIS = 1_000;
    /** A file with fewer lines than this is not worth a rewrite. */
    private static final int LEAST_LINES = 2_000;
    /** A smaller one neither. Lines grow with the deaths that are remembered, so their number alone bounds nothing. */
    private static final long LEAST_BYTES = 1 << 20;

    private final Path file;
    private final JsonForm<M> form;
    private final StateFiles files;
    private final InstantSource clock;
    private final LinkedBlockingQueue<Line> queue = new LinkedBlockingQueue<>(QUEUED_LINES);
    private final Thread writer;

    private final ReentrantLock lock = new ReentrantLock();
    private final EventHistory events;
    private final Map<InstanceId, M> memories = new HashMap<>();
    private long missed;
    /** Whether the file lacks something that is held in memory, or holds something damaged. */
    private boolean behind;

    private long offered;
    private long written;
    private final ArrayDeque<Task> waiting = new ArrayDeque<>();
    private final CountDownLatch closing = new CountDownLatch(1);
    private StateFiles.@Nullable Output output;
    private int lines;
    private long bytes;
    private long bytesOfLastRewrite;

    private MemoryJournal(
            Path file, JsonForm<M> form, InstantSource clock, EventHistory.Limits limits, StateFiles files) {
        this.file = file;
        this.form = form;
        this.files = files;
        this.clock = clock;
        this.events = new EventHistory(limits);
        load();
        this.writer = Thread.ofPlatform().daemon().name("memory-journal").unstarted(this::write);
    }

    /** Reads what can be read of the file, and goes on in it. Never fails. */
    public static <M> MemoryJournal<M> open(Path file, JsonForm<M> form, InstantSource clock) {
        return open(file, form, clock, EventHistory.Limits.DEFAULT, DiskFiles.INSTANCE);
    }

    static <M> MemoryJournal<M> open(
            Path file, JsonForm<M> form, InstantSource clock, EventHistory.Limits limits, StateFiles files) {
        var journal = new MemoryJournal<>(file, form, clock, limits, files);
        journal.writer.start();
        return journal;
    }

    /**
     * Keeps one decision: all of it is found again, or nothing.
     *
     * @param happened events whose ids are greater than {@link #lastEventId()}
     * @param memory what is to be known of the instance, in place of what was known
     * @param forgotten an instance of which nothing is to be known any more
     */
    public void append(List<Event> happened, InstanceId instance, Optional<M> memory, boolean forgotten) {
        lock.lock();
        try {
            happened.forEach(events::add);
            memory.ifPresent(it -> memories.put(instance, it));
            if (forgotten) {
                memories.remove(instance);
            }
            offer(instanceLine("decision", instance)
                    .put("events", happened, EventCodec::write)
                    .put("memory", memory, form.write())
                    .put("forgotten", forgotten)
                    .build());
        } finally {
            lock.unlock();
        }
    }

    /** Keeps events that are about no instance. */
    public void append(List<Event> happened) {
        lock.lock();
        try {
            for (var event : happened) {
                events.add(event);
                offer(eventLine(event));
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Runs a task once everything that was appended so far stands in the file: now, or later on the writer's thread; never if the
     * file cannot be written again.
     */
    public void onceWritten(Runnable task) {
        lock.lock();
        try {
            if (written < offered) {
                waiting.add(new Task(offered, task));
                return;
            }
        } finally {
            lock.unlock();
        }
        task.run();
    }

    public Map<InstanceId, M> memories() {
        lock.lock();
        try {
            return Map.copyOf(memories);
        } finally {
            lock.unlock();
        }
    }

    /** The events asked for, the newest last. */
    public List<Event> events(EventQuery query) {
        lock.lock();
        try {
            return events.find(query);
        } finally {
            lock.unlock();
        }
    }

    /** The greatest id of any event that was kept; 0 if there was none. */
    public long lastEventId() {
        lock.lock();
        try {
            return events.lastId();
        } finally {
            lock.unlock();
        }
    }

    /** How many lines the file lacked at some time, or had damaged, since the journal was opened. */
    public long missed() {
        lock.lock();
        try {
            return missed;
        } finally {
            lock.unlock();
        }
    }

    /** Writes what is still waiting, for two seconds at most. */
    @Override
    public void close() {
        closing.countDown();
        // Wakes the writer; if there is no room it is awake. An interrupt would close the channel it writes to.
        queue.offer(WAKE_UP);
        try {
            writer.join(2_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A line with its number; what has a smaller one came before. */
    private record Line(long number, Json json) {}

    /** Waits for the line with its number. */
    private record Task(long number, Runnable action) {}

    private void offer(Json json) {
        if (!queue.offer(new Line(++offered, json))) {
            missed++;
            behind = true;
        }
    }

    private void load() {
        CheckedLines read;
        try {
            var content = files.read(file);
            bytes = content.length;
            read = CheckedLines.parse(content, this::load);
        } catch (IOException e) {
            behind = true;
            return;
        }
        missed += read.damaged();
        behind |= !read.whole();
        try {
            output = behind ? null : files.append(file, read.wholeBytes());
        } catch (IOException e) {
            behind = true;
        }
    }

    private void load(Json line) {
        lines++;
        try {
            Fields.read(line, "", Fields.Rule.LENIENT, this::take);
        } catch (BadJson | Refused e) {
            missed++;
            behind = true;
        }
    }

    private boolean take(Fields in) {
        switch (in.string("kind")) {
            case "event" -> events.add(in.object("event", EventCodec::event));
            case "memory" -> memories.put(instance(in), in.object("memory", form.read()));
            case "decision" -> {
                in.objects("events", EventCodec::event).forEach(events::add);
                in.optionalObject("memory", form.read()).ifPresent(memory -> memories.put(instance(in), memory));
                if (in.flag("forgotten", false)) {
                    memories.remove(instance(in));
                }
            }
            default -> throw in.refuse("kind", "neither event, memory nor decision");
        }
        return true;
    }

    private void write() {
        try {
            while (!isClosing() || !queue.isEmpty()) {
                var batch = new ArrayList<Line>();
                if (!isBehind()) {
                    batch.add(queue.take());
                }
                queue.drainTo(batch);
                batch.removeIf(WAKE_UP::equals);
                write(batch);
                if ((isBehind() || isLong()) && !rewrite()) {
                    boolean _ = closing.await(RETRY_MILLIS, TimeUnit.MILLISECONDS);
                }
            }
            if (isBehind()) {
                boolean _ = rewrite();
            }
        } catch (InterruptedException e) {
            // Nobody interrupts this thread but a JVM that ends; nothing more was promised.
        } finally {
            closeOutput();
        }
    }

    /** Whether most of the file has been overtaken by later lines. */
    private boolean isLong() {
        return lines > Math.max(LEAST_LINES, 4 * size()) || bytes > Math.max(LEAST_BYTES, 4 * bytesOfLastRewrite);
    }

    private boolean isClosing() {
        return closing.getCount() == 0;
    }

    private void write(List<Line> batch) {
        if (batch.isEmpty()) {
            return;
        }
        if (output == null) {
            fellBehind(batch.size());
            return;
        }
        try {
            var content = new ByteArrayOutputStream();
            batch.forEach(line -> content.writeBytes(CheckedLines.line(line.json())));
            output.write(content.toByteArray());
            lines += batch.size();
            bytes += content.size();
            wrote(batch.getLast().number());
        } catch (IOException e) {
            closeOutput();
            fellBehind(batch.size());
        }
    }

    /** Everything that is held in memory, into a new file. */
    private boolean rewrite() {
        var temporary = file.resolveSibling(file.getFileName() + ".tmp");
        var content = new ByteArrayOutputStream();
        int count;
        long upTo;
        lock.lock();
        try {
            upTo = offered;
            // Whatever waits in the queue is part of what is held, and would come twice.
            queue.clear();
            events.forgetBefore(clock.instant().minus(events.limits().age()));
            events.find(EventQuery.all()).forEach(event -> content.writeBytes(CheckedLines.line(eventLine(event))));
            memories.forEach((instance, memory) -> content.writeBytes(CheckedLines.line(memoryLine(instance, memory))));
            count = events.size() + memories.size();
            behind = false;
        } finally {
            lock.unlock();
        }
        StateFiles.Output next = null;
        try {
            next = files.create(temporary);
            next.write(content.toByteArray());
            files.rename(temporary, file);
        } catch (IOException e) {
            if (next != null) {
                closeQuietly(next);
            }
            deleteQuietly(temporary);
            fellBehind(0);
            return false;
        }
        closeOutput();
        output = next;
        lines = count;
        bytes = content.size();
        bytesOfLastRewrite = bytes;
        wrote(upTo);
        return true;
    }

    private void wrote(long upTo) {
        var due = new ArrayList<Runnable>();
        lock.lock();
        try {
            written = Math.max(written, upTo);
            while (!waiting.isEmpty() && waiting.getFirst().number() <= written) {
                due.add(waiting.removeFirst().action());
            }
        } finally {
            lock.unlock();
        }
        due.forEach(Runnable::run);
    }

    private int size() {
        lock.lock();
        try {
            return events.size() + memories.size();
        } finally {
            lock.unlock();
        }
    }

    private boolean isBehind() {
        lock.lock();
        try {
            return behind;
        } finally {
            lock.unlock();
        }
    }

    private void fellBehind(int by) {
        lock.lock();
        try {
            missed += by;
            behind = true;
        } finally {
            lock.unlock();
        }
    }

    private static Json eventLine(Event event) {
        return Json.object()
                .put("kind", "event")
                .put("event", EventCodec.write(event))
                .build();
    }

    private Json memoryLine(InstanceId instance, M memory) {
        return instanceLine("memory", instance)
                .put("memory", form.write().apply(memory))
                .build();
    }

    private static ObjectBuilder instanceLine(String kind, InstanceId instance) {
        return Json.object()
                .put("kind", kind)
                .put("app", instance.app().value())
                .put("slot", instance.slot());
    }

    private static InstanceId instance(Fields in) {
        return new InstanceId(new AppName(in.string("app")), in.int32("slot"));
    }

    private void closeOutput() {
        if (output != null) {
            closeQuietly(output);
            output = null;
        }
    }

    private static void closeQuietly(StateFiles.Output output) {
        try {
            output.close();
        } catch (IOException e) {
            // Nothing was promised of this file.
        }
    }

    private void deleteQuietly(Path path) {
        try {
            files.delete(path);
        } catch (IOException e) {
            // The next rewrite begins by deleting it.
        }
    }
}
