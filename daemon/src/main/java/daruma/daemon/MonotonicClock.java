package daruma.daemon;

import daruma.supervisor.loop.Clock;
import java.time.Instant;

/** The wall clock at the start of the daemon plus the monotonic time since: it never jumps. */
final class MonotonicClock implements Clock {
    private final Instant began = Instant.now();
    private final long beganNanos = System.nanoTime();

    @Override
    public Instant now() {
        return began.plusNanos(System.nanoTime() - beganNanos);
    }

    @Override
    public Instant wall() {
        return Instant.now();
    }
}
