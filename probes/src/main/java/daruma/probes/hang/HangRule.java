package daruma.probes.hang;

import daruma.model.Durations;
import java.time.Duration;
import java.util.Optional;

/**
 * Whether what was seen of a program that listens makes it suspect. Pure.
 *
 * <p>Connections that wait to be accepted and do not get fewer, or a process that stands still, are a first sign. A program
 * can have its reasons for either, so it makes nobody more than a suspect: it needs a second sign, see {@link HangWatch}.
 *
 * @param since when what is held against it now began, in nanoseconds of the timeline; meaningless while {@code against} is
 *     empty
 * @param against the first sign; empty: none
 * @param waiting connections at the last look
 */
record HangRule(long since, Optional<Sign> against, int waiting) {
    /** How long a first sign must last. */
    static final Duration PATIENCE = Duration.ofSeconds(10);

    static final HangRule NOTHING = new HangRule(0, Optional.empty(), 0);

    /** What is held against a program. */
    enum Sign {
        NOT_ACCEPTING,
        STOPPED,
        UNINTERRUPTIBLE
    }

    /**
     * One look at it.
     *
     * @param state of its process, as of {@code /proc/pid/stat}
     * @param waiting connections on its port that are not accepted yet
     */
    record Look(long nanos, char state, int waiting) {}

    HangRule after(Look look) {
        // A debugger stops a program too, but as 't'.
        Optional<Sign> sign = look.state() == 'T'
                ? Optional.of(Sign.STOPPED)
                : look.waiting() > 0 && look.waiting() >= waiting
                        ? Optional.of(Sign.NOT_ACCEPTING)
                        : look.state() == 'D' ? Optional.of(Sign.UNINTERRUPTIBLE) : Optional.empty();
        return new HangRule(against.isPresent() && sign.isPresent() ? since : look.nanos(), sign, look.waiting());
    }

    boolean notAccepting() {
        return against.equals(Optional.of(Sign.NOT_ACCEPTING));
    }

    /** Whether the sign has lasted. */
    boolean suspect(long nanos) {
        return against.isPresent() && nanos - since >= PATIENCE.toNanos();
    }

    /** The first sign, for people. */
    String words(int port, long nanos) {
        var span = Durations.format(
                Duration.ofSeconds(Duration.ofNanos(nanos - since).toSeconds()));
        return switch (against.orElseThrow()) {
            case NOT_ACCEPTING ->
                waiting + (waiting == 1 ? " connection waits" : " connections wait") + " on port " + port
                        + " and none was accepted for " + span;
            case STOPPED -> "its process has been stopped for " + span;
            case UNINTERRUPTIBLE -> "its process has been in an uninterruptible wait for " + span;
        };
    }
}
