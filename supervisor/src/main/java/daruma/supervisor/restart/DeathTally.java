package daruma.supervisor.restart;

import daruma.model.CrashLoopRule;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The deaths of an instance that still matter, and how far its back-off has come.
 *
 * @param since from when on the instance was watched under what it runs now
 * @param deaths oldest first, none older than the longer time of the rule; at most {@value #MOST} or what the rule counts
 *     to, whichever is more
 * @param streak restarts since it was last stable
 * @param lastWait the wait before the last of them
 * @param loopSince since when the verdict is crash loop
 */
public record DeathTally(
        Instant since, List<Death> deaths, int streak, Duration lastWait, Optional<Instant> loopSince) {
    private static final int MOST = 100;

    public DeathTally {
        deaths = List.copyOf(deaths);
    }

    /** A clean sheet. */
    public static DeathTally from(Instant since) {
        return new DeathTally(since, List.of(), 0, Duration.ZERO, Optional.empty());
    }

    /** Adds a death and lets go of those that no rule asks about any more. */
    public DeathTally with(Death death, CrashLoopRule rule) {
        var longest = rule.within().compareTo(rule.window()) > 0 ? rule.within() : rule.window();
        var horizon = death.at().minus(longest);
        var kept = new ArrayList<Death>(deaths.size() + 1);
        for (var earlier : deaths) {
            if (earlier.at().isAfter(horizon) && !earlier.at().isAfter(death.at())) {
                kept.add(earlier);
            }
        }
        kept.add(death);
        var most = Math.max(MOST, Math.max(rule.deaths(), rule.minDeaths()));
        var start = since;
        if (kept.size() > most) {
            // What is let go must not be taken for time without readiness.
            start = kept.get(kept.size() - most - 1).at();
            kept.subList(0, kept.size() - most).clear();
        }
        return new DeathTally(start, kept, streak, lastWait, loopSince);
    }

    /** As it is after another start was decided on. */
    public DeathTally restarted(Duration wait) {
        return new DeathTally(since, deaths, streak + 1, wait, loopSince);
    }

    public DeathTally looping(Instant from) {
        return new DeathTally(since, deaths, streak, lastWait, Optional.of(from));
    }

    /**
     * As it is after a time of stable readiness: waits start over and a crash loop is over. The deaths stay: a program
     * that is up for a while after each long start is still one that is mostly down.
     */
    public DeathTally settled() {
        return new DeathTally(since, deaths, 0, Duration.ZERO, Optional.empty());
    }

    /** Whether {@link #settled()} would change anything. */
    public boolean unsettled() {
        return streak > 0 || loopSince.isPresent();
    }

    /** How many died within a time before {@code now}; what was not even run is no crash. */
    public int deathsWithin(Duration time, Instant now) {
        var from = now.minus(time);
        var count = 0;
        for (var death : deaths) {
            if (death.kind() != Death.Kind.HELD && death.at().isAfter(from)) {
                count++;
            }
        }
        return count;
    }

    /**
     * For which share of the time before {@code now} the instance was ready, 0 to 1. Time before {@link #since()} counts
     * neither way.
     */
    public double readyShare(Duration window, Instant now) {
        var from = observedFrom(window, now);
        var observed = Duration.between(from, now);
        if (observed.isZero()) {
            return 0;
        }
        var ready = Duration.ZERO;
        for (var death : deaths) {
            var begin = death.at().minus(death.readyFor());
            var inside = Duration.between(begin.isBefore(from) ? from : begin, death.at());
            if (inside.isPositive()) {
                ready = ready.plus(inside);
            }
        }
        return (double) ready.toNanos() / observed.toNanos();
    }

    /**
     * The verdict by both rules. The share of readiness is asked only once the instance has been watched for longer than
     * the time of the burst rule: before that, three quick deaths would already be a program that was never ready.
     *
     * @return which rule says crash loop, with its numbers; empty if none does
     */
    public Optional<String> verdict(CrashLoopRule rule, Instant now) {
        var burst = deathsWithin(rule.within(), now);
        if (burst >= rule.deaths()) {
            return Optional.of(burst + " deaths in " + Span.of(rule.within()));
        }
        var observed = Duration.between(observedFrom(rule.window(), now), now);
        var inWindow = deathsWithin(rule.window(), now);
        if (inWindow < rule.minDeaths() || observed.compareTo(rule.within()) < 0) {
            return Optional.empty();
        }
        var share = readyShare(rule.window(), now);
        return share < rule.minReadyShare()
                ? Optional.of(
                        inWindow + " deaths and ready only " + percent(share) + " of the last " + Span.of(observed))
                : Optional.empty();
    }

    /**
     * The same on another clock: nothing of it may lie in the future, or it would weigh on decisions for ever.
     *
     * @param now the present of a daemon that comes back and may find that the wall clock was set back meanwhile
     */
    public DeathTally notAfter(Instant now) {
        return new DeathTally(
                since.isAfter(now) ? now : since,
                deaths.stream().filter(death -> !death.at().isAfter(now)).toList(),
                streak,
                lastWait,
                loopSince.map(from -> from.isAfter(now) ? now : from));
    }

    private Instant observedFrom(Duration window, Instant now) {
        var from = now.minus(window);
        return since.isAfter(from) ? since : from;
    }

    private static String percent(double share) {
        return Math.round(share * 100) + " %";
    }
}
