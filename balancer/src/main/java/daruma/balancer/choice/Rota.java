package daruma.balancer.choice;

import daruma.model.traffic.Algorithm;
import daruma.model.traffic.EndpointState;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Who may take the next request, and who of them does.
 *
 * <p>In this order: those that are ready and in good standing, and as many spares as ready ones are passed over. If fewer than
 * half of those that live are in good standing, all that live, whatever they say of their health: fail-open, for a sick answer is
 * better than none. Never one that is draining or down; never one that has just refused a connection, for it would do so again.
 *
 * <p>Immutable; what candidates tell of themselves may change meanwhile.
 *
 * @param <C> what is chosen
 */
public final class Rota<C extends Candidate> {
    private static final long NANOS_OF_LEAST_SHARE = 10;

    private final Algorithm algorithm;
    private final int limit;
    private final long slowStart;
    private final List<C> ready;
    private final List<C> unready;
    private final List<C> spares;
    private final int[] turns;

    /**
     * Arranges candidates.
     *
     * @param limit of requests at one of them; {@link Integer#MAX_VALUE}: none
     * @param slowStart how long a new one takes to its full share, in nanoseconds
     */
    public Rota(Algorithm algorithm, int limit, long slowStart, List<C> candidates) {
        this.algorithm = algorithm;
        this.limit = limit;
        this.slowStart = slowStart;
        ready = of(candidates, EndpointState.READY);
        unready = of(candidates, EndpointState.UNREADY);
        spares = of(candidates, EndpointState.SPARE);
        turns = Turns.of(ready.stream().mapToInt(Candidate::weight).toArray());
    }

    private static <C extends Candidate> List<C> of(List<C> candidates, EndpointState state) {
        return candidates.stream().filter(it -> it.state() == state).toList();
    }

    /** Whether there is anybody who lives, spares included. */
    public boolean isEmpty() {
        return ready.isEmpty() && unready.isEmpty() && spares.isEmpty();
    }

    /** Whether so many are sick that the sick ones are used, too. */
    public boolean isFailOpen(long now) {
        var good = countGood(now);
        return !(ready.isEmpty() && unready.isEmpty()) && good * 2 < ready.size() + unready.size();
    }

    /** Whether one more may be passed over for what it did: at least half of those that are ready stay. */
    public boolean mayEject(long now) {
        return (countGood(now) - 1) * 2 >= ready.size();
    }

    /**
     * Chooses.
     *
     * @param turn counts the requests of the caller, for {@link Algorithm#ROUND_ROBIN}
     * @param key what {@link Algorithm#HASH} goes by
     * @param tried not to be chosen again if there is anybody else
     * @return null: nobody can take it now
     */
    public @Nullable C choose(RandomGenerator random, long turn, long key, long now, List<? extends C> tried) {
        if (unready.isEmpty() && tried.isEmpty()) {
            var quick = quick(random, turn, now);
            if (quick != null) {
                return quick;
            }
        }
        var first = usable(preferred(now), now, tried);
        if (first.isEmpty() || isFailOpen(now)) {
            first = usable(living(), now, tried);
        }
        if (first.isEmpty() && !tried.isEmpty()) {
            // Better the one that failed than nobody: it may have been restarted meanwhile.
            first = usable(living(), now, List.of());
        }
        return first.isEmpty() ? null : among(first, random, turn, key, now);
    }

    /** Whether this one may be chosen now: to send a client back to the instance that it had. */
    public boolean allows(C candidate, long now) {
        return candidate.load() < limit && candidate.standing().isGood(now) && candidate.state() == EndpointState.READY;
    }

    /** The usual case, without a look at everybody. */
    private @Nullable C quick(RandomGenerator random, long turn, long now) {
        var size = ready.size();
        return switch (algorithm) {
            case LEAST_REQUEST -> {
                if (size == 0) {
                    yield null;
                }
                var one = ready.get(size == 1 ? 0 : random.nextInt(size));
                var other = size == 1 ? one : ready.get(random.nextInt(size));
                var oneMay = may(one, now);
                var otherMay = may(other, now);
                yield oneMay && otherMay ? lighter(one, other, now) : null;
            }
            case ROUND_ROBIN -> {
                if (size == 0 || slowStart > 0) {
                    yield null;
                }
                var next = ready.get(turns[(int) Long.remainderUnsigned(turn, turns.length)]);
                yield may(next, now) ? next : null;
            }
            case HASH -> null;
        };
    }

    private boolean may(C candidate, long now) {
        return candidate.standing().isGood(now) && candidate.load() < limit;
    }

    private C among(List<C> candidates, RandomGenerator random, long turn, long key, long now) {
        return switch (algorithm) {
            case LEAST_REQUEST -> {
                var one = candidates.get(random.nextInt(candidates.size()));
                var other = candidates.get(random.nextInt(candidates.size()));
                yield lighter(one, other, now);
            }
            case ROUND_ROBIN -> {
                var start = (int) Long.remainderUnsigned(turn, candidates.size());
                var next = candidates.get(start);
                // One that starts slowly lets the next one go first, as often as it is young.
                yield random.nextDouble() < share(next, now) ? next : candidates.get((start + 1) % candidates.size());
            }
            case HASH -> Rendezvous.choose(candidates, key);
        };
    }

    private C lighter(C one, C other, long now) {
        var left = (one.load() + 1) / (one.weight() * share(one, now));
        var right = (other.load() + 1) / (other.weight() * share(other, now));
        return left <= right ? one : other;
    }

    /** From a tenth to the whole. */
    private double share(C candidate, long now) {
        if (slowStart <= 0) {
            return 1;
        }
        var age = now - candidate.readySince();
        if (age >= slowStart) {
            return 1;
        }
        return Math.max(1.0 / NANOS_OF_LEAST_SHARE, (double) age / slowStart);
    }

    private List<C> preferred(long now) {
        var good = new ArrayList<C>(ready.size() + spares.size());
        for (var candidate : ready) {
            if (candidate.standing().isGood(now)) {
                good.add(candidate);
            }
        }
        var missing = ready.size() - good.size() + (ready.isEmpty() ? 1 : 0);
        for (var spare : spares) {
            if (missing > 0 && spare.standing().isGood(now)) {
                good.add(spare);
                missing--;
            }
        }
        return good;
    }

    private List<C> living() {
        var living = new ArrayList<C>(ready.size() + unready.size() + spares.size());
        living.addAll(ready);
        living.addAll(unready);
        living.addAll(spares);
        return living;
    }

    private List<C> usable(List<C> candidates, long now, List<? extends C> tried) {
        var usable = new ArrayList<C>(candidates.size());
        for (var candidate : candidates) {
            if (candidate.load() < limit && !candidate.standing().isResting(now) && !tried.contains(candidate)) {
                usable.add(candidate);
            }
        }
        return usable;
    }

    private int countGood(long now) {
        int good = 0;
        for (var candidate : ready) {
            if (!candidate.standing().isEjected(now)) {
                good++;
            }
        }
        return good;
    }
}
