package daruma.testkit;

import daruma.supervisor.loop.Clock;
import java.time.Duration;
import java.time.Instant;

/** Time that passes when told to. Not for several threads. */
public final class FakeClock {
    /** When every fake time begins. */
    public static final Instant BEGINNING = Instant.parse("2026-01-01T12:00:00Z");

    private Instant monotonic = BEGINNING;
    private Duration wallOffset = Duration.ZERO;

    /** At the beginning, with a wall clock that is right. */
    public FakeClock() {}

    /** Time that never jumps, of the machine itself. */
    public Instant monotonic() {
        return monotonic;
    }

    public Instant wall() {
        return monotonic.plus(wallOffset);
    }

    public void advance(Duration by) {
        if (by.isNegative()) {
            throw new IllegalArgumentException("time does not go back: " + by);
        }
        monotonic = monotonic.plus(by);
    }

    public void advanceTo(Instant then) {
        advance(Duration.between(monotonic, then));
    }

    /** Sets the wall clock forward or back, as an administrator or a time server does. */
    public void jumpWall(Duration by) {
        wallOffset = wallOffset.plus(by);
    }

    /** The clock of a daemon that starts now: wall time of its start plus monotonic time since. */
    public Clock ofDaemon() {
        var skew = wallOffset;
        return new Clock() {
            @Override
            public Instant now() {
                return monotonic.plus(skew);
            }

            @Override
            public Instant wall() {
                return FakeClock.this.wall();
            }
        };
    }
}
