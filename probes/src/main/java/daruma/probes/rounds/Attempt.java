package daruma.probes.rounds;

import daruma.probes.check.Check;
import daruma.probes.check.Outcome;
import daruma.probes.time.Deadline;
import daruma.probes.time.Timeline;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One check that is under way, on a virtual thread of its own. It has its timeout, then it is interrupted, and if that does not
 * help it is given up: no check can hold up another one.
 */
public final class Attempt {
    /** For a check to come back by itself: it says better than we can why it was late. */
    private static final Duration COURTESY = Duration.ofMillis(50);
    /** For an interrupted check to come back. */
    private static final Duration PATIENCE = Duration.ofMillis(250);

    private final Consumer<Outcome> done;
    private Timeline.@Nullable Entry interruption;
    private Timeline.@Nullable Entry givingUp;
    private boolean told;
    private volatile boolean over;

    private Attempt(Consumer<Outcome> done) {
        this.done = done;
    }

    /**
     * Starts a check.
     *
     * @param done called on the timeline's thread, once
     */
    public static Attempt start(Timeline timeline, Check check, Duration timeout, Consumer<Outcome> done) {
        var attempt = new Attempt(done);
        var thread = Thread.ofVirtual().name("check").unstarted(() -> {
            Outcome outcome;
            try {
                outcome = check.make(Deadline.in(timeout));
            } catch (RuntimeException e) {
                outcome = new Outcome.Broken("the check itself failed: " + e);
            }
            var result = outcome;
            attempt.over = true;
            timeline.post(() -> attempt.tell(result));
        });
        attempt.interruption = timeline.in(timeout.plus(COURTESY), thread::interrupt);
        attempt.givingUp = timeline.in(
                timeout.plus(COURTESY).plus(PATIENCE),
                () -> attempt.tell(new Outcome.Failed("the check did not end within its timeout")));
        thread.start();
        return attempt;
    }

    /** Whether its thread is done; one that was given up may go on for a while. */
    public boolean over() {
        return over;
    }

    private void tell(Outcome outcome) {
        if (told) {
            return;
        }
        told = true;
        if (interruption != null) {
            interruption.cancel();
        }
        if (givingUp != null) {
            givingUp.cancel();
        }
        done.accept(outcome);
    }
}
