package daruma.supervisor.lifecycle;

import daruma.model.ExitStatus;
import daruma.model.Incarnation;
import daruma.model.ProcessId;
import daruma.supervisor.health.Ailment;
import daruma.supervisor.health.Sickness;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/** Something that happened to one instance. All instants are on the time line of the loop's clock. */
public sealed interface InstanceEvent {

    /** Something about one process. What is about another than the present one is dropped, in one place. */
    sealed interface About extends InstanceEvent {
        Incarnation incarnation();
    }

    /** Can also be found by a daemon that comes back, about an incarnation that its memory has not heard of. */
    sealed interface Found extends About {}

    /**
     * Something else is wanted of it, or the same for a further reason.
     *
     * @param why who asked for what, for people: {@code daruma restart web}
     */
    record GoalChanged(Goal goal, String why) implements InstanceEvent {}

    /** The time of {@link InstanceState#wakeAt()} has come. One that comes too early is no harm. */
    record DeadlinePassed() implements InstanceEvent {}

    /**
     * Its restarts count from zero again, and what made a crash loop of it is forgotten.
     *
     * @param why who asked for it, for people: {@code daruma reset web}
     */
    record CountsReset(String why) implements InstanceEvent {}

    /** The answer to {@link Action.Launch}: the program runs. */
    record Launched(Incarnation incarnation, ProcessId process) implements About {}

    /**
     * It is ready; told again, it can bring a port that was opened later.
     *
     * @param how the evidence, for people: {@code port 3000 accepts connections}
     * @param port on which it listens
     */
    record BecameReady(Incarnation incarnation, String how, OptionalInt port) implements About {}

    /**
     * It is over, and nothing of its tree is left alive: the slot can be launched again. Also the answer to a launch that
     * failed, with {@link ExitStatus.NeverRan}.
     *
     * @param uptime from its launch to the end of the program, as measured by whoever was next to it
     * @param at when the program ended
     * @param withMachine the machine went down under it, so that its end says nothing about the program
     */
    record Ended(Incarnation incarnation, ExitStatus status, Duration uptime, Instant at, boolean withMachine)
            implements Found {}

    /** It had ended, and had been launched again, before a daemon that comes back could hear of either. */
    record EndedBefore(Ended end) implements Found {
        @Override
        public Incarnation incarnation() {
            return end.incarnation();
        }
    }

    /**
     * It was found alive by a daemon that comes back.
     *
     * @param readyAt since when it is ready, if the daemon can tell; what the memory holds counts too
     */
    record Adopted(
            Incarnation incarnation,
            ProcessId process,
            Aim aim,
            Instant launchedAt,
            Optional<Instant> readyAt,
            OptionalInt port)
            implements Found {}

    /** It goes on, but with something missing that people should know of. */
    record Degraded(Incarnation incarnation, String notice) implements About {}

    /**
     * A running instance goes out of service, or comes back into it. Where a startup or readiness probe is declared, the
     * first {@code true} is what makes a started instance ready.
     *
     * @param how the evidence, for people: {@code readiness probe: HTTP 503 from /readyz, 3 times in a row}
     */
    record ReadinessChanged(Incarnation incarnation, boolean ready, String how) implements About {}

    /**
     * It is to be restarted for its health, or as a matter of routine. Whether and when is decided with its siblings in
     * view, so that it can live on for any time after this. Told again as long as it lasts, it does no harm.
     *
     * @param cause what was seen, for people: {@code HTTP 503 from /healthz}
     * @param rule what makes it count, with its numbers: {@code liveness probe: 3 failures in a row}
     * @param grace replaces the grace period of the app
     */
    record Ailing(Incarnation incarnation, Ailment ailment, String cause, String rule, Optional<Duration> grace)
            implements About {
        public Sickness sickness() {
            return new Sickness(ailment, cause, rule, grace);
        }
    }

    /**
     * What was told by {@link Ailing} is over, and it was not restarted for it. Not told while it is examined or ended.
     *
     * @param how the evidence, for people: {@code liveness probe: HTTP 200 from /healthz}
     */
    record Recovered(Incarnation incarnation, Ailment ailment, String how) implements About {}

    /** The guard has no objection: it is restarted for what ails it. */
    record HealingAllowed(Incarnation incarnation) implements About {}

    /**
     * The guard does not let it be restarted for what ails it now.
     *
     * @param rule why, with its numbers
     */
    record HealingWithheld(Incarnation incarnation, String rule) implements About {}

    /**
     * Another one of its group died, and it is restarted along.
     *
     * @param cause which, for people
     * @param rule by which rule of the group
     */
    record SiblingDied(Incarnation incarnation, String cause, String rule) implements About {}

    /** The program said something of itself. */
    record Said(Incarnation incarnation, ProgramWord word) implements About {}

    /**
     * The answer to {@link Action.Drain}: no request is under way in it any more, or nobody can tell.
     *
     * @param how for people: {@code no request is under way}
     */
    record Drained(Incarnation incarnation, String how) implements About {}

    /** The answer to {@link Action.Gather}: what could be gathered was. */
    record Gathered(Incarnation incarnation) implements About {}
}
