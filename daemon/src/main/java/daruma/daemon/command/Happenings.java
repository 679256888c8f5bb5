package daruma.daemon.command;

import daruma.model.Event;
import daruma.state.EventQuery;
import daruma.supervisor.loop.SupervisorLoop.Subscription;
import java.util.List;
import java.util.function.Consumer;

/** Where events can be asked for. */
public interface Happenings {
    /** Those of the past, oldest first. */
    List<Event> find(EventQuery query);

    /** As {@link #find}, and from then on every further one that the query wants; none is missed between. */
    Subscription follow(EventQuery query, Consumer<List<Event>> heard);
}
