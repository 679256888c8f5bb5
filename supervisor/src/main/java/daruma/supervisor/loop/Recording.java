package daruma.supervisor.loop;

import daruma.model.Event;
import daruma.supervisor.lifecycle.Instance;
import daruma.supervisor.lifecycle.Told;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Numbers what is told, joins it to the story of its instance, and appends it to the chronicle. */
final class Recording {
    private final Chronicle chronicle;
    private final Clock clock;
    private long lastEventId;

    Recording(Chronicle chronicle, Clock clock, long lastEventId) {
        this.chronicle = chronicle;
        this.clock = clock;
        this.lastEventId = lastEventId;
    }

    /** What is told of no instance: it belongs to no story, and nothing is remembered with it. */
    void remark(String object, Told told) {
        var event = event(object, told, OptionalLong.empty());
        chronicle.append(new Chronicle.Entry(List.of(event), Optional.empty(), Optional.empty()));
    }

    /**
     * What was decided about an instance.
     *
     * @return as {@code next}, with the last event of its story
     */
    Instance record(Instance before, Instance next, List<Told> told, boolean forgotten) {
        if (told.isEmpty() && !forgotten && next.memory().equals(before.memory())) {
            return next;
        }
        var events = new ArrayList<Event>(told.size());
        var story = before.memory().lastEvent();
        for (var one : told) {
            events.add(event(next.id().toString(), one, story == 0 ? OptionalLong.empty() : OptionalLong.of(story)));
            story = lastEventId;
        }
        var numbered = next.withLastEvent(story);
        chronicle.append(new Chronicle.Entry(
                events,
                forgotten ? Optional.empty() : Optional.of(numbered.memory()),
                forgotten ? Optional.of(next.id()) : Optional.empty()));
        return numbered;
    }

    private Event event(String object, Told told, OptionalLong causedBy) {
        return new Event(
                ++lastEventId,
                clock.wall(),
                told.type(),
                told.reason(),
                object,
                told.incarnation(),
                told.message(),
                told.cause(),
                told.rule(),
                told.decision(),
                causedBy);
    }
}
