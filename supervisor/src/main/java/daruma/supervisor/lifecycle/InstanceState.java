package daruma.supervisor.lifecycle;

import daruma.model.ExitStatus;
import daruma.model.Incarnation;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How one instance is. A state holds only what is true in it.
 *
 * <pre>
 *              launch            process there          ready
 *  {@link Stopped} ──▶ {@link Launching} ──▶ {@link Starting} ──▶ {@link Running}
 *     ▲  ▲                 │                │ too late       │ asked to end
 *     │  │                 │                ▼                ▼
 *     │  └─────────────────│─────────────── {@link Stopping} ─── ends ──▶ launched again, if wanted
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

    /** Its process is there and not ready yet. */
    record Starting(Life life, Instant readyBy) implements Living {
        @Override
        public Incarnation incarnation() {
            return life.incarnation();
        }

        @Override
        public Aim aim() {
            return life.aim();
        }

        @Override
        public Instant launchedAt() {
            return life.launchedAt();
        }

        @Override
        public Optional<Instant> wakeAt() {
            return Optional.of(readyBy);
        }
    }

    /**
     * Ready.
     *
     * @param port on which it was found to listen
     * @param stableAt when its waits start over; empty if there is nothing to start over
     */
    record Running(Life life, Instant readyAt, OptionalInt port, Optional<Instant> stableAt) implements Living {
        @Override
        public Incarnation incarnation() {
            return life.incarnation();
        }

        @Override
        public Aim aim() {
            return life.aim();
        }

        @Override
        public Instant launchedAt() {
            return life.launchedAt();
        }

        @Override
        public Optional<Instant> wakeAt() {
            return stableAt;
        }
    }

    /**
     * Asked to end.
     *
     * @param why decides what its end will mean
     * @param killAt when the tree is killed, for the first time or again
     * @param killing whether it has been killed already
     */
    record Stopping(Life life, StopReason why, Instant killAt, boolean killing) implements Living {
        @Override
        public Incarnation incarnation() {
            return life.incarnation();
        }

        @Override
        public Aim aim() {
            return life.aim();
        }

        @Override
        public Instant launchedAt() {
            return life.launchedAt();
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
        NOT_READY_IN_TIME
    }
}
