package daruma.supervisor.lifecycle;

import daruma.model.ExitStatus;
import daruma.model.Incarnation;
import daruma.supervisor.health.Sickness;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How one instance is. A state holds only what is true in it.
 *
 * <pre>
 *              launch            process there          ready
 *  {@link Stopped} ──▶ {@link Launching} ──▶ {@link Starting} ──▶ {@link Running} ── sick ──▶ {@link Examining}
 *     ▲  ▲                 │                │ too late       │ asked to end        │
 *     │  │                 │                ▼                ▼                     │
 *     │  └─────────────────│─────────────── {@link Stopping} ◀─── {@link Draining} ◀──────┘
 *     │                    │                   └── ends ──▶ launched again, if wanted
 *     │                    │ died           │ died           │ died
 *     │                    ▼                ▼                ▼
 *     └── asked ── {@link BackingOff} or {@link CrashLooping} (launched again at their time), {@link Completed}, {@link Failed}
 * </pre>
 */
public sealed interface InstanceState {

    /** When this state must be looked at again if nothing happens. Every wait has one; what has none waits for nothing. */
    Optional<Instant> wakeAt();

    /** Nothing lives in the slot. These survive the daemon, see {@link InstanceMemory#rest()}. */
    sealed interface Resting extends InstanceState {}

    /** Something lives in the slot, or may do so. */
    sealed interface Living extends InstanceState {
        Incarnation incarnation();

        Aim aim();

        Instant launchedAt();
    }

    /** Its process is there. */
    sealed interface Present extends Living {
        Life life();

        /** The same state of the same process, of which something else is known. */
        Present with(Life life);

        @Override
        default Incarnation incarnation() {
            return life().incarnation();
        }

        @Override
        default Aim aim() {
            return life().aim();
        }

        @Override
        default Instant launchedAt() {
            return life().launchedAt();
        }
    }

    /** Down, as it should be, or about to be launched. */
    record Stopped() implements Resting {
        @Override
        public Optional<Instant> wakeAt() {
            return Optional.empty();
        }
    }

    /**
     * Down until its next try.
     *
     * @param attempt which restart since it was last stable, from 1
     * @param reason of the last death, for people
     */
    record BackingOff(Instant until, int attempt, String reason) implements Resting {
        @Override
        public Optional<Instant> wakeAt() {
            return Optional.of(until);
        }
    }

    /**
     * Down until its next try, with the verdict that it will not get better by itself.
     *
     * @param since from when on the verdict stands
     * @param reason of the last death, for people
     */
    record CrashLooping(Instant until, Instant since, int attempt, String reason) implements Resting {
        @Override
        public Optional<Instant> wakeAt() {
            return Optional.of(until);
        }
    }

    /**
     * Down for good by a rule that the user set.
     *
     * @param reason the death and the rule, for people
     */
    record Failed(String reason) implements Resting {
        @Override
        public Optional<Instant> wakeAt() {
            return Optional.empty();
        }
    }

    /** Ended as it was meant to, and not to be started again. */
    record Completed(ExitStatus exit) implements Resting {
        @Override
        public Optional<Instant> wakeAt() {
            return Optional.empty();
        }
    }

    /**
     * A launch was asked for and not yet answered.
     *
     * @param answerBy when to try to break off a launch without an answer
     * @param because what led to the launch
     * @param notice as in {@link Life}
     */
    record Launching(
            Incarnation incarnation,
            Aim aim,
            Instant launchedAt,
            Instant answerBy,
            String because,
            Optional<String> notice)
            implements Living {
        @Override
        public Optional<Instant> wakeAt() {
            return Optional.of(answerBy);
        }
    }

    /**
     * Its process is there and not ready yet.
     *
     * @param port on which it was found to listen, where that alone does not make it ready
     * @param extended whether the program asked for more time than it had
     */
    record Starting(Life life, Instant readyBy, OptionalInt port, boolean extended) implements Present {
        @Override
        public Starting with(Life newLife) {
            return new Starting(newLife, readyBy, port, extended);
        }

        @Override
        public Optional<Instant> wakeAt() {
            return Optional.of(readyBy);
        }
    }

    /**
     * It has become ready, and still is, or is out of service for a while.
     *
     * @param readyAt when it became ready for the first time
     * @param port on which it was found to listen
     * @param stableAt when its waits start over; empty if there is nothing to start over, or as long as it is not ready
     * @param unready that it is not ready any more
     */
    record Running(Life life, Instant readyAt, OptionalInt port, Optional<Instant> stableAt, Optional<Unready> unready)
            implements Present {

        @Override
        public Running with(Life newLife) {
            return new Running(newLife, readyAt, port, stableAt, unready);
        }

        @Override
        public Optional<Instant> wakeAt() {
            return stableAt;
        }
    }

    /**
     * To be ended for what ails it as soon as evidence has been gathered, which takes as long as it lives.
     *
     * @param why it is ended then
     * @param until when it is asked to end even if the evidence is not complete
     */
    record Examining(Life life, Sickness sickness, StopReason why, Instant until) implements Present {
        @Override
        public Examining with(Life newLife) {
            return new Examining(newLife, sickness, why, until);
        }

        @Override
        public Optional<Instant> wakeAt() {
            return Optional.of(until);
        }
    }

    /**
     * To be asked to end when no request is under way in it any more. New ones go to others.
     *
     * @param why decides what its end will mean
     * @param cause of its end, for people
     * @param rule by which it is ended
     * @param grace how long each may take, this and its end
     * @param until when it is asked to end even if some are under way
     */
    record Draining(Life life, StopReason why, String cause, String rule, Duration grace, Instant until)
            implements Present {
        @Override
        public Draining with(Life newLife) {
            return new Draining(newLife, why, cause, rule, grace, until);
        }

        @Override
        public Optional<Instant> wakeAt() {
            return Optional.of(until);
        }
    }

    /**
     * Asked to end.
     *
     * @param why decides what its end will mean
     * @param grace how long it may take
     * @param killAt when the tree is killed, for the first time or again
     * @param killing whether it has been killed already
     * @param extended whether the program asked for more time than it had
     */
    record Stopping(Life life, StopReason why, Duration grace, Instant killAt, boolean killing, boolean extended)
            implements Present {
        @Override
        public Stopping with(Life newLife) {
            return new Stopping(newLife, why, grace, killAt, killing, extended);
        }

        @Override
        public Optional<Instant> wakeAt() {
            return Optional.of(killAt);
        }
    }

    /** Why an incarnation is asked to end. */
    enum StopReason {
        /** Somebody asked for it, or wants another one in its place. */
        ASKED,
        /** It was not ready by its start deadline: its end counts as a death. */
        NOT_READY_IN_TIME,
        /** It is sick: its end counts as a death. */
        UNHEALTHY,
        /** It is replaced as a matter of routine. */
        PLANNED,
        /** Another one of its group died. */
        ALONG;

        /** Whether its end counts as a death. */
        public boolean isDeath() {
            return this == NOT_READY_IN_TIME || this == UNHEALTHY;
        }
    }

    /**
     * Out of service.
     *
     * @param why the evidence, for people
     */
    record Unready(Instant since, String why) {}
}
