package daruma.model;

import java.util.OptionalInt;
import java.util.Set;

/**
 * Whether and when an instance that ended is started again.
 *
 * @param giveUpAfter restarts without stable readiness in between after which the instance is marked failed; empty: never
 *     give up, keep trying at the longest wait
 * @param stopExitCodes exit codes, 0 to 255, after which the instance is not started again, whatever the mode
 */
public record RestartPolicy(
        RestartMode mode,
        Backoff backoff,
        CrashLoopRule crashLoop,
        OptionalInt giveUpAfter,
        Set<Integer> stopExitCodes) {
    public static final RestartPolicy DEFAULT = new RestartPolicy(
            RestartMode.ALWAYS, Backoff.DEFAULT, CrashLoopRule.DEFAULT, OptionalInt.empty(), Set.of());

    public RestartPolicy {
        stopExitCodes = Set.copyOf(stopExitCodes);
        if (giveUpAfter.isPresent() && giveUpAfter.getAsInt() < 0) {
            throw new Refused("the number of restarts is " + giveUpAfter.getAsInt() + ": use 0 or more");
        }
        for (var code : stopExitCodes) {
            if (code < 0 || code > 255) {
                throw new Refused("exit code " + code + " does not exist: use 0 to 255");
            }
        }
    }

    public RestartPolicy withMode(RestartMode newMode) {
        return new RestartPolicy(newMode, backoff, crashLoop, giveUpAfter, stopExitCodes);
    }
}
