package daruma.supervisor.loop;

import daruma.model.AppName;
import daruma.model.DesiredApp;
import daruma.supervisor.lifecycle.InstanceEvent.About;
import daruma.supervisor.lifecycle.Told;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * What waits for the loop, in two lanes.
 *
 * <p>News about processes: without a limit and without a lock, and taken first, because an end must neither be dropped nor
 * wait. Its length is bounded by what exists: each process has a handful of things to tell. Requests: at most {@value
 * #MOST}; beyond that a newer picture of what is desired takes the place of those that wait (each is the whole
 * picture, so only steps between are lost), and remarks are dropped.
 */
final class Inbox {
    static final int MOST = 1_024;

    private final Queue<About> news = new ConcurrentLinkedQueue<>();
    private final ArrayDeque<Request> requests = new ArrayDeque<>();
    private long tickets;

    sealed interface Request {}

    record Desire(long ticket, Map<AppName, DesiredApp> desired, String cause) implements Request {}

    record Reset(long ticket, Set<AppName> apps, String why) implements Request {}

    record Remark(String object, Told told) implements Request {}

    void post(About event) {
        news.add(event);
    }

    long desire(Map<AppName, DesiredApp> desired, String cause) {
        var copy = Map.copyOf(desired);
        synchronized (requests) {
            var request = new Desire(++tickets, copy, cause);
            if (requests.size() >= MOST) {
                var kept = requests.stream().filter(r -> !(r instanceof Desire)).toList();
                requests.clear();
                requests.addAll(kept);
            }
            requests.add(request);
            return request.ticket();
        }
    }

    long reset(Set<AppName> apps, String why) {
        synchronized (requests) {
            requests.add(new Reset(++tickets, Set.copyOf(apps), why));
            return tickets;
        }
    }

    boolean remark(String object, Told told) {
        synchronized (requests) {
            return requests.size() < MOST && requests.add(new Remark(object, told));
        }
    }

    @Nullable
    About nextNews() {
        return news.poll();
    }

    @Nullable
    Request nextRequest() {
        synchronized (requests) {
            return requests.poll();
        }
    }

    boolean isEmpty() {
        if (!news.isEmpty()) {
            return false;
        }
        synchronized (requests) {
            return requests.isEmpty();
        }
    }
}
