package daruma.supervisor.lifecycle;

import daruma.model.ExitStatus;
import daruma.model.Incarnation;
import daruma.model.LastExit;
import daruma.supervisor.health.Healing;
import daruma.supervisor.lifecycle.InstanceEvent.Adopted;
import daruma.supervisor.lifecycle.InstanceEvent.Ended;
import daruma.supervisor.lifecycle.InstanceEvent.EndedBefore;
import daruma.supervisor.lifecycle.InstanceEvent.Found;
import daruma.supervisor.lifecycle.InstanceState.Launching;
import daruma.supervisor.lifecycle.InstanceState.Running;
import daruma.supervisor.lifecycle.InstanceState.StopReason;
import daruma.supervisor.lifecycle.InstanceState.Unready;
import daruma.supervisor.restart.DeathTally;
import daruma.supervisor.restart.Span;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** What a daemon that comes back makes of the processes it finds. */
final class Adoption {
    /** What it gives an adopted process at least to be found ready. */
    static final Duration SECOND_LOOK = Duration.ofSeconds(10);

    static final String FOUND = "found by a daemon that came back";

    private Adoption() {}

    static void adopt(Draft draft, Adopted found, Launching state, Instant now) {
        var launchedAt = found.launchedAt().isAfter(now) ? now : found.launchedAt();
        var life = new Life(found.incarnation(), found.process(), found.aim(), launchedAt, state.notice());
        var known = draft.memory().lived();
        var readyAt = found.readyAt().or(() -> known.flatMap(InstanceMemory.Lived::readyAt));
        draft.tell(Told.normal(
                Reason.ADOPTED,
                life.incarnation().number(),
                "pid " + life.process().pid() + " has been running for " + Span.of(Duration.between(launchedAt, now)),
                FOUND,
                readyAt.isPresent() ? "it goes on" : "wait until it is ready"));
        var lived = new InstanceMemory.Lived(
                found.aim(),
                launchedAt,
                readyAt,
                known.map(InstanceMemory.Lived::unreadyFor).orElse(Duration.ZERO),
                known.flatMap(InstanceMemory.Lived::unreadySince));
        draft.remember(draft.memory().living(Optional.of(lived)));
        if (readyAt.isPresent()) {
            goOn(draft, life, readyAt.get().isAfter(now) ? now : readyAt.get(), lived, found, now);
        } else {
            var deadline = launchedAt.plus(Starts.deadline(draft.goal()));
            var atLeast = now.plus(SECOND_LOOK);
            Starts.begin(draft, life, deadline.isAfter(atLeast) ? deadline : atLeast, now);
        }
        finishHealing(draft, now);
    }

    private static void goOn(
            Draft draft, Life life, Instant since, InstanceMemory.Lived lived, Adopted found, Instant now) {
        var unready = lived.unreadySince().map(from -> new Unready(from, "as before the daemon came back"));
        var stableAt = unready.isPresent() ? Optional.<Instant>empty() : Starts.stableAt(draft, since);
        draft.become(new Running(life, since, found.port(), stableAt, unready));
        if (draft.goal() instanceof Goal.Run run && run.wants(life.aim())) {
            Starts.watchHealth(draft, run, life, true, unready.isEmpty());
        } else {
            Stops.stopIfUnwanted(draft, life, "it is not wanted any more", now);
        }
    }

    /** That it was to be ended for its health had been decided, and perhaps begun, by the daemon before. */
    private static void finishHealing(Draft draft, Instant now) {
        if (!draft.memory().endingForHealth()) {
            return;
        }
        var healing = draft.memory().healing().orElseThrow();
        switch (draft.instance().state()) {
            case InstanceState.Starting starting -> stopFor(draft, healing, starting.life(), now);
            case Running running -> stopFor(draft, healing, running.life(), now);
            case InstanceState.Draining _,
                    InstanceState.Stopping _,
                    InstanceState.Examining _,
                    Launching _,
                    InstanceState.Resting _ -> {
                // On its way out for another reason.
            }
        }
    }

    private static void stopFor(Draft draft, Healing healing, Life life, Instant now) {
        var why = healing.ailment().planned() ? StopReason.PLANNED : StopReason.UNHEALTHY;
        Stops.stop(draft, life, why, Reason.STOPPING, healing.sentence(), FOUND, now);
    }

    /** A daemon that came back found a launch that its memory has not heard of: take it for what it is. */
    static void assume(Draft draft, Found found, Instant now) {
        var memory = draft.memory();
        if (memory.lived().isPresent()) {
            loseSightOf(draft, memory, now);
            memory = draft.memory();
        }
        var incarnation = found.incarnation();
        var aim = found instanceof Adopted adopted ? adopted.aim() : memory.aim();
        var launchedAt = switch (found) {
            case Adopted adopted -> adopted.launchedAt();
            case Ended ended -> ended.at().minus(ended.uptime());
            case EndedBefore(var ended) -> ended.at().minus(ended.uptime());
        };
        if (memory.aim().olderThan(aim)) {
            memory = memory.with(DeathTally.from(launchedAt)).with(Optional.empty());
        } else if (memory.incarnation() > 0) {
            memory = memory.withRestarts(memory.restarts() + 1);
        }
        draft.remember(memory.launched(incarnation.number(), aim, launchedAt));
        draft.become(new Launching(incarnation, aim, launchedAt, now.plus(SECOND_LOOK), FOUND, Optional.empty()));
    }

    /** The end of an incarnation whose successor was found, but not its own end. Should it live, it must not. */
    private static void loseSightOf(Draft draft, InstanceMemory memory, Instant now) {
        var lived = memory.lived().orElseThrow();
        var incarnation = new Incarnation(memory.id(), memory.incarnation());
        var status = new ExitStatus.Unknown("a later launch was found, but no record of this one");
        draft.tell(
                Told.warning(Reason.EXITED, incarnation.number(), status.describe(), FOUND, "kill what is left of it"));
        draft.act(new Action.Kill(incarnation));
        draft.remember(memory.ended(
                new LastExit(incarnation, status, now, Duration.between(lived.launchedAt(), now), false, true)));
    }
}
