package daruma.control.server;

import daruma.control.Fault;
import daruma.control.FaultCodec;
import daruma.control.json.Json;
import daruma.control.varlink.Reply;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.Optional;

/**
 * What waits to be sent to one client, and never grows without bound: the oldest lines and events give way to newer ones and
 * are counted; a client that lets too much pile up of what may not be dropped is cut off. For any thread.
 */
final class Outbox {
    private final int limit;
    private final int hardLimit;
    private final ArrayDeque<Outgoing> waiting = new ArrayDeque<>();
    private int weight;
    private long dropped;
    private long droppedEver;
    private boolean cutOff;

    Outbox(int limit, int hardLimit) {
        this.limit = limit;
        this.hardLimit = hardLimit;
    }

    synchronized void add(Outgoing outgoing) {
        if (cutOff) {
            return;
        }
        waiting.addLast(outgoing);
        weight += outgoing.weight();
        if (weight > limit) {
            dropOldest();
        }
        if (weight > hardLimit) {
            cutOff();
        }
    }

    /** The next to be sent, as JSON; empty: nothing waits. */
    synchronized Optional<Json> take() {
        var next = waiting.pollFirst();
        if (next == null) {
            return Optional.empty();
        }
        weight -= next.weight();
        // Only lines and events have a place for the count; it waits for the next of those.
        var json = next.json(dropped);
        if (next instanceof Outgoing.Typed<?>) {
            dropped = 0;
        }
        return Optional.of(json);
    }

    synchronized boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** Whether more may come without anything being dropped soon. */
    synchronized boolean hasRoom() {
        return weight <= limit / 2;
    }

    /** Whether the client was given up: what is here is the last it gets. */
    synchronized boolean isCutOff() {
        return cutOff;
    }

    synchronized int weight() {
        return weight;
    }

    synchronized void clear() {
        waiting.clear();
        weight = 0;
    }

    private void dropOldest() {
        // The newest stays even if it alone is above the limit: otherwise a huge line would never be seen.
        var older = waiting.size() - 1;
        for (Iterator<Outgoing> it = waiting.iterator(); older > 0 && weight > limit; older--) {
            var oldest = it.next();
            if (oldest.items() > 0) {
                it.remove();
                weight -= oldest.weight();
                dropped += oldest.items();
                droppedEver += oldest.items();
            }
        }
    }

    private void cutOff() {
        var lost = droppedEver + waiting.size();
        waiting.clear();
        weight = 0;
        cutOff = true;
        var fault = new Fault.TooSlow(lost);
        waiting.add(new Outgoing.Fixed(Reply.error(FaultCodec.name(fault), FaultCodec.parameters(fault)), 512));
    }
}
