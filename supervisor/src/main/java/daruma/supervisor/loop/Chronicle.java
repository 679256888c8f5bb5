package daruma.supervisor.loop;

import daruma.model.Event;
import daruma.model.InstanceId;
import daruma.supervisor.lifecycle.InstanceMemory;
import java.util.List;
import java.util.Optional;

/**
 * What happened, and what must survive: one journal, so that an end is never told twice and never forgotten. Called by the
 * loop's thread only; it must not block or throw, and it may fall behind or fail (a full disk stops no restart).
 *
 * <p>Entries survive in order and each as a whole: what a daemon that comes back reads is a prefix of what was appended.
 * Whatever the prefix lacks is found again in the run directories.
 */
public interface Chronicle {
    void append(Entry entry);

    /**
     * The record of one decision.
     *
     * @param events to be shown to people and scripts; their ids grow
     * @param memory replaces what was remembered of its instance
     * @param forgotten of which nothing is to be remembered any more
     */
    record Entry(List<Event> events, Optional<InstanceMemory> memory, Optional<InstanceId> forgotten) {
        public Entry {
            events = List.copyOf(events);
        }
    }
}
