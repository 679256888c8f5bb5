package daruma.balancer.choice;

import java.util.List;

/**
 * Highest random weight: each candidate draws a number from the key and its own identity, and the highest wins. When one
 * goes, only its own keys move.
 *
 * @see <a href="https://www.microsoft.com/en-us/research/wp-content/uploads/2017/02/HRW98.pdf">Thaler and Ravishankar, 1998</a>
 */
final class Rendezvous {
    private static final double TWO_TO_53 = 0x1p53;

    private Rendezvous() {}

    static <C extends Candidate> C choose(List<C> candidates, long key) {
        var best = candidates.getFirst();
        var bestScore = Double.NEGATIVE_INFINITY;
        for (var candidate : candidates) {
            // Weighted: -w / ln(u), with u uniform in (0, 1).
            var uniform = ((mix(key ^ mix(candidate.identity())) >>> 11) + 0.5) / TWO_TO_53;
            var score = -candidate.weight() / Math.log(uniform);
            if (score > bestScore) {
                bestScore = score;
                best = candidate;
            }
        }
        return best;
    }

    /** The finalizer of SplitMix64. */
    static long mix(long z) {
        var x = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        x = (x ^ (x >>> 27)) * 0x94d049bb133111ebL;
        return x ^ (x >>> 31);
    }
}
