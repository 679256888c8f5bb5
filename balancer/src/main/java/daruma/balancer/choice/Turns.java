package daruma.balancer.choice;

import java.math.BigInteger;
import java.util.Arrays;

/** The order of a weighted round robin, spread evenly: weights 2, 1, 1 give 0 1 2 0 and not 0 0 1 2. */
final class Turns {
    /** Longer orders than that are cut: nobody sees the difference. */
    private static final int LONGEST = 1_000;

    private Turns() {}

    static int[] of(int[] weights) {
        var divisor = Math.max(
                1,
                Arrays.stream(weights)
                        .mapToObj(BigInteger::valueOf)
                        .reduce(BigInteger.ZERO, BigInteger::gcd)
                        .intValue());
        var total = Arrays.stream(weights).sum() / divisor;
        var order = new int[Math.max(weights.length, Math.min(LONGEST, total))];
        var credit = new long[weights.length];
        for (int i = 0; i < order.length; i++) {
            int best = 0;
            for (int j = 0; j < weights.length; j++) {
                credit[j] += weights[j] / divisor;
                if (credit[j] > credit[best]) {
                    best = j;
                }
            }
            if (weights.length > 0) {
                credit[best] -= total;
            }
            order[i] = best;
        }
        return order;
    }
}
