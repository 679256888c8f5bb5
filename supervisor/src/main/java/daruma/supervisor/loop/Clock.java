package daruma.supervisor.loop;

import java.time.Instant;

/** The two times. Any thread may ask. */
public interface Clock {
    /**
     * The time by which everything is decided: the wall clock at the start of the daemon plus the monotonic time since. It
     * never goes back and never jumps, whatever is done to the wall clock. All instants in states, events, actions and
     * memories are on this line.
     */
    Instant now();

    /** The time that people read, at which events are recorded. It may jump either way. */
    Instant wall();
}
