package daruma.supervisor.lifecycle;

import daruma.model.Incarnation;
import daruma.model.InstanceId;
import daruma.model.ProcessId;
import daruma.model.Readiness;
import daruma.model.Signal;
import java.time.Instant;
import java.util.OptionalInt;

/**
 * What is to be done, in the order given. What is told and what is remembered are no actions: {@link Decision} has them,
 * and wake-ups follow from {@link InstanceState#wakeAt()}, so that none of the three can be forgotten.
 */
public sealed interface Action {

    /** Start the program; answered by {@link InstanceEvent.Launched} or {@link InstanceEvent.Ended}. */
    record Launch(LaunchOrder order) implements Action {}

    /** Send the signal, then SIGCONT, to the whole tree. */
    record Terminate(Incarnation incarnation, Signal signal) implements Action {}

    /** Kill the whole tree, or break off the launch if it is not there yet. */
    record Kill(Incarnation incarnation) implements Action {}

    /**
     * Watch for readiness; answered by {@link InstanceEvent.BecameReady}.
     *
     * @param port that the instance is told to serve on
     */
    record WatchReadiness(
            Incarnation incarnation, ProcessId process, Readiness readiness, OptionalInt port, Instant launchedAt)
            implements Action {}

    /** Watch no more. */
    record ForgetReadiness(Incarnation incarnation) implements Action {}

    /** Nothing of the instance is wanted any more: let go of its memory and its run directory. */
    record Forget(InstanceId instance) implements Action {}
}
