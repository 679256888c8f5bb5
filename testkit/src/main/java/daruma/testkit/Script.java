package daruma.testkit;

import daruma.model.ExitStatus;
import java.time.Duration;
import java.util.Optional;

/**
 * What a fake program does.
 *
 * @param cannotRun it never runs, for this reason
 * @param readyAfter its launch it is ready; empty: never
 * @param diesAfter its launch it ends by itself; empty: never
 * @param end how it ends by itself
 * @param obeysAfter being asked to end, it ends; empty: it ignores that
 * @param straysFor so long after its own end, something of its tree lives on
 */
public record Script(
        Optional<ExitStatus.NeverRan> cannotRun,
        Optional<Duration> readyAfter,
        Optional<Duration> diesAfter,
        ExitStatus end,
        Optional<Duration> obeysAfter,
        Duration straysFor) {

    /** Ready soon, up for ever, and gone when asked. */
    public static final Script GOOD = new Script(
            Optional.empty(),
            Optional.of(Duration.ofMillis(300)),
            Optional.empty(),
            new ExitStatus.Exited(0),
            Optional.of(Duration.ofMillis(20)),
            Duration.ZERO);

    /** Ends with a code after some time, however far it has come by then. */
    public static Script exits(int code, Duration after) {
        return new Script(
                Optional.empty(),
                GOOD.readyAfter,
                Optional.of(after),
                new ExitStatus.Exited(code),
                GOOD.obeysAfter,
                Duration.ZERO);
    }

    public static Script neverReady() {
        return new Script(
                Optional.empty(), Optional.empty(), Optional.empty(), GOOD.end, GOOD.obeysAfter, Duration.ZERO);
    }

    public static Script cannotRun(String stage, int errno) {
        return new Script(
                Optional.of(new ExitStatus.NeverRan(stage, errno)),
                Optional.empty(),
                Optional.empty(),
                GOOD.end,
                GOOD.obeysAfter,
                Duration.ZERO);
    }

    public Script ignoringTermination() {
        return new Script(cannotRun, readyAfter, diesAfter, end, Optional.empty(), straysFor);
    }

    public Script leavingStrays(Duration lifetime) {
        return new Script(cannotRun, readyAfter, diesAfter, end, obeysAfter, lifetime);
    }

    public Script readyAfter(Duration time) {
        return new Script(cannotRun, Optional.of(time), diesAfter, end, obeysAfter, straysFor);
    }
}
