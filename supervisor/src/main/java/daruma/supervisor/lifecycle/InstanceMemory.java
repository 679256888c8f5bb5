package daruma.supervisor.lifecycle;

import daruma.model.Incarnation;
import daruma.model.InstanceId;
import daruma.model.LastExit;
import daruma.supervisor.restart.DeathTally;
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
        long lastEvent) {

    /** An incarnation whose end is not known. */
    public record Lived(Aim aim, Instant launchedAt, Optional<Instant> readyAt) {}

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
                0);
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
        var sober = lived.map(life -> new Lived(
                life.aim(), earlier(life.launchedAt(), now), life.readyAt().map(at -> earlier(at, now))));
        return new InstanceMemory(
                id, incarnation, sober, sane, aim, restarts, tally.notAfter(now), lastExit, lastEvent);
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
                lastEvent);
    }

    InstanceMemory ready(Instant at) {
        var readied = lived.map(life -> new Lived(life.aim(), life.launchedAt(), Optional.of(at)));
        return new InstanceMemory(id, incarnation, readied, rest, aim, restarts, tally, lastExit, lastEvent);
    }

    InstanceMemory ended(LastExit exit) {
        return new InstanceMemory(
                id, incarnation, Optional.empty(), rest, aim, restarts, tally, Optional.of(exit), lastEvent);
    }

    InstanceMemory resting(InstanceState.Resting newRest) {
        return new InstanceMemory(id, incarnation, lived, newRest, aim, restarts, tally, lastExit, lastEvent);
    }

    InstanceMemory with(DeathTally newTally) {
        return new InstanceMemory(id, incarnation, lived, rest, aim, restarts, newTally, lastExit, lastEvent);
    }

    InstanceMemory withRestarts(int newRestarts) {
        return new InstanceMemory(id, incarnation, lived, rest, aim, newRestarts, tally, lastExit, lastEvent);
    }

    /** With the number that the loop gave to the last event of a decision. */
    public InstanceMemory withLastEvent(long eventId) {
        return new InstanceMemory(id, incarnation, lived, rest, aim, restarts, tally, lastExit, eventId);
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }
}
