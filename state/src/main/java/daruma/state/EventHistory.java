package daruma.state;

import daruma.model.Event;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The events that are kept. One restless app must not push out what is known of the quiet ones: each object has a limit of
 * its own, and when there are too many in all, the object with most of them gives up its oldest.
 *
 * <p>Not for more than one thread.
 */
final class EventHistory {

    /**
     * How much is kept.
     *
     * @param total events in all
     * @param perObject events of one object
     */
    record Limits(int total, int perObject, Duration age) {
        static final Limits DEFAULT = new Limits(4_000, 200, Duration.ofDays(14));
    }

    private final Limits limits;
    private final Map<String, ArrayDeque<Event>> byObject = new HashMap<>();
    private int size;
    private long lastId;

    EventHistory(Limits limits) {
        this.limits = limits;
    }

    void add(Event event) {
        lastId = Math.max(lastId, event.id());
        var events = byObject.computeIfAbsent(event.object(), object -> new ArrayDeque<>());
        events.addLast(event);
        size++;
        if (events.size() > limits.perObject()) {
            events.removeFirst();
            size--;
        }
        if (size > limits.total()) {
            byObject.values().stream()
                    .max(Comparator.comparingInt(ArrayDeque::size))
                    .ifPresent(ArrayDeque::removeFirst);
            size--;
        }
        var oldest = event.at().minus(limits.age());
        while (!events.isEmpty() && events.getFirst().at().isBefore(oldest)) {
            events.removeFirst();
            size--;
        }
    }

    /** Forgets what is older than the limit, of every object. */
    void forgetBefore(Instant oldest) {
        for (var events : byObject.values()) {
            while (!events.isEmpty() && events.getFirst().at().isBefore(oldest)) {
                events.removeFirst();
                size--;
            }
        }
        byObject.values().removeIf(ArrayDeque::isEmpty);
    }

    /** By id, the newest last. */
    List<Event> find(EventQuery query) {
        var found = new ArrayList<Event>();
        for (var events : byObject.values()) {
            events.stream().filter(query::wants).forEach(found::add);
        }
        found.sort(Comparator.comparingLong(Event::id));
        return List.copyOf(found.subList(Math.max(0, found.size() - query.last()), found.size()));
    }

    int size() {
        return size;
    }

    long lastId() {
        return lastId;
    }

    Limits limits() {
        return limits;
    }
}
