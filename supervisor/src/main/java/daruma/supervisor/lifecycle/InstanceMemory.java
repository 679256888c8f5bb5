package daruma.supervisor.lifecycle;

import daruma.model.Incarnation;
import daruma.model.InstanceId;
import daruma.model.LastExit;
import daruma.supervisor.health.Healing;
import daruma.supervisor.restart.DeathTally;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What must survive the daemon of one instance. It is handed out with each decision that changes it, and handed back when
 * a daemon comes back.
 *
 * @param incarnation number of the last launch; 0 if it was never launched. Numbers found on disk win over it
 * @param lived what is known of that incarnation as long as its end is not
 * @param rest what the slot was waiting for if nothing lived in it; {@code Stopped} otherwise
 * @param aim what {@code tally} and {@code rest} are about
 * @param restarts unasked restarts since the app was started
 * @param lastEvent id of the last event of its story; 0 if there is none
 * @param healing that the present incarnation is ended for its health, or that one before it was; forgotten when another
 *     start is asked for
 * @param group how far its group had come when it died last, if it was in one
 */
public record InstanceMemory(
        InstanceId id,
        long incarnation,
        Optional<Lived> lived,
        InstanceState.Resting rest,
        Aim aim,
        int restarts,
        DeathTally tally,
        Optional<LastExit> lastExit,
        long lastEvent,
        Optional<Healing> healing,
        Optional<GroupDeaths> group) {

    /**
     * An incarnation whose end is not known.
     *
     * @param readyAt when it became ready for the first time
     * @param unreadyFor for how long it was not ready since then, without the present time of that
     * @param unreadySince since when it is not ready any more
     */
    public record Lived(
            Aim aim,
            Instant launchedAt,
            Optional<Instant> readyAt,
            Duration unreadyFor,
            Optional<Instant> unreadySince) {

        /** One that has been ready without a break, if it was at all. */
        public Lived(Aim aim, Instant launchedAt, Optional<Instant> readyAt) {
            this(aim, launchedAt, readyAt, Duration.ZERO, Optional.empty());
        }

        /** For how long it was ready until {@code at}; never negative. */
        public Duration readyFor(Instant at) {
            if (readyAt.isEmpty()) {
                return Duration.ZERO;
            }
            var until = unreadySince.isPresent() && unreadySince.get().isBefore(at) ? unreadySince.get() : at;
            var ready = Duration.between(readyAt.get(), until).minus(unreadyFor);
            return ready.isNegative() ? Duration.ZERO : ready;
        }

        Lived unready(Instant since) {
            return new Lived(aim, launchedAt, readyAt, unreadyFor, Optional.of(since));
        }

        Lived readyAgain(Instant now) {
            return new Lived(
                    aim,
                    launchedAt,
                    readyAt,
                    unreadySince
                            .map(since -> unreadyFor.plus(Duration.between(since, now)))
                            .orElse(unreadyFor),
                    Optional.empty());
        }

        Lived notAfter(Instant now) {
            return new Lived(
                    aim,
                    earlier(launchedAt, now),
                    readyAt.map(at -> earlier(at, now)),
                    unreadyFor,
                    unreadySince.map(at -> earlier(at, now)));
        }
    }

    /** Of a slot in which nothing has happened yet; its launches are numbered from after {@code lastNumber}. */
    public static InstanceMemory blank(InstanceId id, long lastNumber, Instant now) {
        return new InstanceMemory(
                id,
                lastNumber,
                Optional.empty(),
                new InstanceState.Stopped(),
                Aim.NONE,
                0,
                DeathTally.from(now),
                Optional.empty(),
                0,
                Optional.empty(),
                Optional.empty());
    }

    /** The incarnation of the last launch. */
    public Optional<Incarnation> last() {
        return incarnation == 0 ? Optional.empty() : Optional.of(new Incarnation(id, incarnation));
    }

    /**
     * The same on the clock of a daemon that comes back: nothing lies in the future that cannot, whatever was done to the
     * wall clock meanwhile. A wait is at most as long as it was decided to be.
     */
    public InstanceMemory notAfter(Instant now) {
        var latest = now.plus(tally.lastWait());
        InstanceState.Resting sane = switch (rest) {
            case InstanceState.BackingOff off ->
                new InstanceState.BackingOff(earlier(off.until(), latest), off.attempt(), off.reason());
            case InstanceState.CrashLooping loop ->
                new InstanceState.CrashLooping(
                        earlier(loop.until(), latest), earlier(loop.since(), now), loop.attempt(), loop.reason());
            case InstanceState.Stopped _, InstanceState.Failed _, InstanceState.Completed _ -> rest;
        };
        var sober = lived.map(life -> life.notAfter(now));
        return new InstanceMemory(
                id,
                incarnation,
                sober,
                sane,
                aim,
                restarts,
                tally.notAfter(now),
                lastExit,
                lastEvent,
                healing,
                group.map(deaths -> deaths.notAfter(now)));
    }

    InstanceMemory launched(long number, Aim newAim, Instant at) {
        return new InstanceMemory(
                id,
                number,
                Optional.of(new Lived(newAim, at, Optional.empty())),
                new InstanceState.Stopped(),
                newAim,
                restarts,
                tally,
                lastExit,
                lastEvent,
                healing,
                group);
    }

    /** Whether the present incarnation is being ended for its health. */
    public boolean endingForHealth() {
        return lived.isPresent() && healing.isPresent() && healing.get().incarnation() == incarnation;
    }

    InstanceMemory ready(Instant at) {
        return living(lived.map(life -> new Lived(life.aim(), life.launchedAt(), Optional.of(at))));
    }

    InstanceMemory living(Optional<Lived> life) {
        return new InstanceMemory(
                id, incarnation, life, rest, aim, restarts, tally, lastExit, lastEvent, healing, group);
    }

    InstanceMemory ended(LastExit exit) {
        return new InstanceMemory(
                id,
                incarnation,
                Optional.empty(),
                rest,
                aim,
                restarts,
                tally,
                Optional.of(exit),
                lastEvent,
                healing,
                group);
    }

    InstanceMemory resting(InstanceState.Resting newRest) {
        return new InstanceMemory(
                id, incarnation, lived, newRest, aim, restarts, tally, lastExit, lastEvent, healing, group);
    }

    InstanceMemory with(DeathTally newTally) {
        return new InstanceMemory(
                id, incarnation, lived, rest, aim, restarts, newTally, lastExit, lastEvent, healing, group);
    }

    InstanceMemory withRestarts(int newRestarts) {
        return new InstanceMemory(
                id, incarnation, lived, rest, aim, newRestarts, tally, lastExit, lastEvent, healing, group);
    }

    InstanceMemory with(Optional<Healing> newHealing) {
        return new InstanceMemory(
                id, incarnation, lived, rest, aim, restarts, tally, lastExit, lastEvent, newHealing, group);
    }

    /** With what its death has meant for its group. */
    public InstanceMemory with(GroupDeaths deaths) {
        return new InstanceMemory(
                id, incarnation, lived, rest, aim, restarts, tally, lastExit, lastEvent, healing, Optional.of(deaths));
    }

    /** With the number that the loop gave to the last event of a decision. */
    public InstanceMemory withLastEvent(long eventId) {
        return new InstanceMemory(
                id, incarnation, lived, rest, aim, restarts, tally, lastExit, eventId, healing, group);
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }
}
