package daruma.supervisor.lifecycle;

import daruma.model.DesiredApp;
import daruma.model.Health;
import daruma.model.Incarnation;
import daruma.model.InstanceId;
import daruma.model.LastExit;
import daruma.model.ProcessId;
import daruma.model.Readiness;
import daruma.model.Signal;
import daruma.supervisor.health.Ailment;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What is to be done, in the order given. What is told and what is remembered are no actions: {@link Decision} has them,
 * and wake-ups follow from {@link InstanceState#wakeAt()}, so that none of the three can be forgotten.
 */
public sealed interface Action {

    /** Start the program; answered by {@link InstanceEvent.Launched} or {@link InstanceEvent.Ended}. */
    record Launch(LaunchOrder order) implements Action {}

    /** Pass nothing on to it any more; answered by {@link InstanceEvent.Drained}. */
    record Drain(Incarnation incarnation) implements Action {}

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

    /**
     * Look after its health from now on, until {@link ForgetHealth}; answered by any number of {@link
     * InstanceEvent.ReadinessChanged}, {@link InstanceEvent.Ailing} and {@link InstanceEvent.Recovered}.
     *
     * @param port that the instance is told to serve on
     * @param started it had been ready before a daemon that came back found it: its startup is over, and startup is not
     *     asked about any more
     * @param ready with what readiness begins; false for a launch of ours
     */
    record WatchHealth(
            Incarnation incarnation,
            ProcessId process,
            Health health,
            Readiness readiness,
            OptionalInt port,
            Instant launchedAt,
            boolean started,
            boolean ready)
            implements Action {}

    /** It is being ended: nothing is asked about its startup and liveness any more, and readiness goes on. */
    record ForgetLiveness(Incarnation incarnation) implements Action {}

    /** It is over. */
    record ForgetHealth(Incarnation incarnation) implements Action {}

    /**
     * Gather what tells why it is sick, or why it died; answered by {@link InstanceEvent.Gathered}. For one that is ended
     * for its health this is asked twice: while it lives, and again with its exit. The end of a process that was asked to
     * end leaves nothing to be gathered.
     *
     * @param app as declared when it happened
     * @param process as long as it lives
     * @param ailment for which it is, or was, ended
     * @param exit once it has died
     * @param cause what happened, for people
     * @param rule which rule applied
     */
    record Gather(
            Incarnation incarnation,
            DesiredApp app,
            Optional<ProcessId> process,
            Optional<Ailment> ailment,
            Optional<LastExit> exit,
            String cause,
            String rule)
            implements Action {}

    /** Nothing of the instance is wanted any more: let go of its memory and its run directory. */
    record Forget(InstanceId instance) implements Action {}
}
