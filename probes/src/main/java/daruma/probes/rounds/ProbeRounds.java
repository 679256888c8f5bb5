package daruma.probes.rounds;

import daruma.model.Incarnation;
import daruma.model.Probe;
import daruma.model.ProbeCheck;
import daruma.probes.check.Check;
import daruma.probes.check.Outcome;
import daruma.probes.time.Timeline;
import daruma.supervisor.health.Ailment;
import daruma.supervisor.health.ProbeState;
import daruma.supervisor.health.ProbeState.Result;
import daruma.supervisor.health.ProbeState.Role;
import daruma.supervisor.health.ProbeStates;
import daruma.supervisor.lifecycle.InstanceEvent;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Makes the probes of one incarnation at their times, asks {@link ProbeStates} what their results amount to, and tells. On the
 * timeline's thread only.
 *
 * <p>Until an incarnation has become ready, checks that cost little are made more often than their period says, so that a fast
 * start is not made slow; of these early ones only a success counts, so that what Kubernetes says of failures holds.
 *
 * <p>A restart can be withheld. So a probe that has failed for good is still made, and tells when it succeeds again.
 */
public final class ProbeRounds {
    private static final Duration SHORTEST_EARLY = Duration.ofMillis(20);
    private static final Duration LONGEST_EARLY = Duration.ofSeconds(1);

    private final Incarnation incarnation;
    private final Timeline timeline;
    private final BiFunction<Role, ProbeCheck, Check> checks;
    private final Consumer<InstanceEvent.About> news;
    private final Consumer<Boolean> readiness;
    private final long launchedNanos;
    private final Map<Role, Round> rounds = new EnumMap<>(Role.class);
    private ProbeStates states;
    private String how = "";
    private boolean ended;

    /** One probe and when it is made. */
    private final class Round {
        final Role role;
        final Probe probe;
        final Check check;
        /** When the next check that counts is due. */
        long due;

        Timeline.@Nullable Entry next;

        @Nullable
        Attempt running;

        boolean sick;
        String broken = "";

        Round(Role role, Probe probe) {
            this.role = role;
            this.probe = probe;
            this.check = checks.apply(role, probe.check());
        }
    }

    /**
     * @param launchedNanos on the timeline
     * @param checks makes checks from their descriptions
     * @param readiness told whether the probes call it ready, when that changes; {@link #how} says why
     */
    public ProbeRounds(
            Incarnation incarnation,
            ProbeStates states,
            long launchedNanos,
            Timeline timeline,
            BiFunction<Role, ProbeCheck, Check> checks,
            Consumer<InstanceEvent.About> news,
            Consumer<Boolean> readiness) {
        this.incarnation = incarnation;
        this.states = states;
        this.launchedNanos = launchedNanos;
        this.timeline = timeline;
        this.checks = checks;
        this.news = news;
        this.readiness = readiness;
    }

    /**
     * Makes the first checks at their times.
     *
     * @param waits for how long each probe waits before its first check besides; as after an adoption
     */
    public void begin(Function<Probe, Duration> waits) {
        for (var role : Role.values()) {
            states.probe(role).ifPresent(probe -> rounds.put(role, new Round(role, probe)));
        }
        long now = timeline.now();
        for (var round : rounds.values()) {
            first(round, now + waits.apply(round.probe).toNanos());
        }
    }

    /** The evidence of the last change of readiness, for people. */
    public String how() {
        return how;
    }

    /** Something happened that can make a difference, such as a port that was opened: what is not ready is looked at now. */
    public void stir() {
        for (var round : rounds.values()) {
            if (early(round) && round.next != null && round.due - timeline.now() > 0) {
                // Not before its initial delay.
                if (timeline.now() - launchedNanos >= round.probe.initialDelay().toNanos()) {
                    at(round, timeline.now());
                }
            }
        }
    }

    /** It is being ended: only readiness is looked at from now on. */
    public void stopping() {
        states = states.whileStopping();
        for (var round : rounds.values()) {
            if (round.role != Role.READINESS) {
                cancel(round);
            }
        }
    }

    public void end() {
        ended = true;
        rounds.values().forEach(ProbeRounds::cancel);
    }

    private void first(Round round, long notBefore) {
        if (states.checks(round.role)) {
            round.due = Math.max(
                    notBefore, launchedNanos + round.probe.initialDelay().toNanos());
            at(round, round.due);
        }
    }

    private void at(Round round, long nanos) {
        cancel(round);
        round.next = timeline.at(nanos, () -> look(round));
    }

    private static void cancel(Round round) {
        if (round.next != null) {
            round.next.cancel();
            round.next = null;
        }
    }

    private void look(Round round) {
        round.next = null;
        if (ended || !(states.checks(round.role) || round.sick)) {
            return;
        }
        boolean counts = timeline.now() - round.due >= 0;
        if (round.running != null && !round.running.over()) {
            result(round, counts, new Outcome.Failed("the check before has not come back"));
            return;
        }
        round.running =
                Attempt.start(timeline, round.check, round.probe.timeout(), outcome -> result(round, counts, outcome));
    }

    private void result(Round round, boolean counts, Outcome outcome) {
        if (ended) {
            return;
        }
        if (outcome instanceof Outcome.Broken(var what) && !what.equals(round.broken)) {
            round.broken = what;
            news.accept(new InstanceEvent.Degraded(
                    incarnation, "the " + round.role.word() + " probe cannot be made: " + what));
        }
        var result = switch (outcome) {
            case Outcome.Passed _ -> Result.SUCCESS;
            case Outcome.Failed _ -> Result.FAILURE;
            case Outcome.Broken _ -> Result.ERROR;
        };
        if (round.sick) {
            whileSick(round, result, outcome);
        } else if (counts || result == Result.SUCCESS) {
            var step = states.after(round.role, result);
            states = step.next();
            step.finding().ifPresent(finding -> found(round, finding, outcome));
        }
        again(round);
    }

    private void again(Round round) {
        if (!(states.checks(round.role) || round.sick) || round.next != null) {
            return;
        }
        long now = timeline.now();
        long period = round.probe.period().toNanos();
        if (now - round.due >= 0) {
            // At a fixed pace; what was missed by a check that took long is not made up for.
            round.due += ((now - round.due) / period + 1) * period;
        }
        at(round, early(round) ? Math.min(round.due, now + pause(now)) : round.due);
    }

    /** Whether it is worth looking more often: nobody is served yet, and one success is all that is missing. */
    private boolean early(Round round) {
        return round.role != Role.LIVENESS
                && !round.sick
                && round.probe.successThreshold() == 1
                && !(round.probe.check() instanceof ProbeCheck.Exec)
                && how.isEmpty()
                && states.of(round.role)
                        .filter(state -> state.standing() != ProbeState.Standing.SUCCESS)
                        .isPresent();
    }

    /** A tenth of its age: what takes long may be noticed a little later. */
    private long pause(long now) {
        return Math.clamp((now - launchedNanos) / 10, SHORTEST_EARLY.toNanos(), LONGEST_EARLY.toNanos());
    }

    private void found(Round round, ProbeStates.Finding finding, Outcome outcome) {
        var evidence = round.role.word() + " probe: " + outcome.what();
        switch (finding) {
            case STARTED -> started(evidence);
            case READY -> {
                how = evidence;
                readiness.accept(true);
            }
            case NOT_READY -> {
                how = evidence + ", " + times(round.probe);
                readiness.accept(false);
            }
            case STARTUP_FAILED, LIVENESS_FAILED -> {
                round.sick = true;
                ails(round, outcome);
            }
        }
    }

    private void started(String evidence) {
        if (states.readiness().isEmpty()) {
            how = evidence;
            readiness.accept(true);
        }
        for (var round : rounds.values()) {
            if (round.role != Role.STARTUP) {
                first(round, timeline.now());
            }
        }
    }

    private void whileSick(Round round, Result result, Outcome outcome) {
        switch (result) {
            case FAILURE -> ails(round, outcome);
            case ERROR -> {
                // It says nothing, also not that it is well again.
            }
            case SUCCESS -> {
                round.sick = false;
                states = states.recovered(round.role);
                var evidence = round.role.word() + " probe: " + outcome.what();
                news.accept(new InstanceEvent.Recovered(incarnation, ailment(round.role), evidence));
                if (round.role == Role.STARTUP) {
                    started(evidence);
                }
            }
        }
    }

    private void ails(Round round, Outcome outcome) {
        news.accept(new InstanceEvent.Ailing(
                incarnation,
                ailment(round.role),
                outcome.what(),
                round.role.word() + " probe: " + times(round.probe),
                round.probe.grace()));
    }

    private static Ailment ailment(Role role) {
        return role == Role.STARTUP ? Ailment.STARTUP_FAILED : Ailment.LIVENESS_FAILED;
    }

    private static String times(Probe probe) {
        return probe.failureThreshold() == 1 ? "1 failure" : probe.failureThreshold() + " failures in a row";
    }

    /** Whether it is ready as far as its probes are concerned. */
    public boolean ready() {
        return states.ready();
    }

    /** Whether probes decide about its readiness. */
    public boolean decides() {
        return states.startup().isPresent() || states.readiness().isPresent();
    }

    Optional<ProbeState> state(Role role) {
        return states.of(role);
    }
}
