package daruma.supervisor.restart;

import daruma.model.Backoff;
import daruma.model.ExitStatus;
import daruma.model.RestartMode;
import daruma.model.RestartPolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * The restart policy applied to one death. The rules are asked in this order, and the first that speaks decides: exit
 * codes that end it for good, the mode, the number of restarts after which to give up, crash loop, back-off.
 */
public final class RestartBudget {
    private RestartBudget() {}

    /**
     * Judges a death that nobody asked for.
     *
     * @param before the tally without it
     * @param luck 0 (inclusive) to 1 (exclusive), by which the wait is varied
     */
    public static Verdict judge(RestartPolicy policy, DeathTally before, Death death, ExitStatus status, double luck) {
        var tally = before.with(death, policy.crashLoop());
        // An exit status that we forced on it by ending a late start says nothing about the program.
        var own = death.kind() == Death.Kind.ENDED;
        if (own
                && status instanceof ExitStatus.Exited(int code)
                && policy.stopExitCodes().contains(code)) {
            return new Verdict.Complete(tally, "exit code " + code + " is one of stop_exit_codes");
        }
        var succeeded = own && status.succeeded();
        switch (policy.mode()) {
            case NEVER -> {
                return succeeded
                        ? new Verdict.Complete(tally, "restart never")
                        : new Verdict.GiveUp(tally, "restart never");
            }
            case ON_FAILURE -> {
                if (succeeded) {
                    return new Verdict.Complete(tally, "restart on-failure, and exit code 0 is no failure");
                }
            }
            case ALWAYS -> {
                // Every death is followed by another start.
            }
        }
        if (policy.giveUpAfter().isPresent()
                && tally.streak() >= policy.giveUpAfter().getAsInt()) {
            return new Verdict.GiveUp(
                    tally,
                    "give up after " + policy.giveUpAfter().getAsInt() + " restarts without a stable time between");
        }
        return again(policy, tally, death.at(), luck);
    }

    /** How long an instance must have been ready for its waits to start over. */
    public static Duration stableAfter(Backoff backoff, DeathTally tally) {
        var twice = tally.lastWait().multipliedBy(2);
        return twice.compareTo(backoff.reset()) > 0 ? twice : backoff.reset();
    }

    /**
     * The wait before a restart outside a crash loop.
     *
     * @param streak restarts since it was last stable, 0 for the first
     */
    public static Duration wait(Backoff backoff, int streak, double luck) {
        var nanos = streak == 0
                ? backoff.first().toNanos()
                : Math.min(
                        (double) backoff.max().toNanos(),
                        backoff.initial().toNanos() * Math.pow(backoff.factor(), streak - 1.0));
        return Duration.ofNanos(Math.round(nanos * (1 + backoff.jitter() * (2 * luck - 1))));
    }

    /**
     * The wait before a restart in a crash loop: the longest, and chance only lengthens it, so that a program that can
     * never run is not started more often than the cap promises.
     */
    public static Duration waitInCrashLoop(Backoff backoff, double luck) {
        return Duration.ofNanos(Math.round(backoff.max().toNanos() * (1 + backoff.jitter() * luck)));
    }

    private static Verdict again(RestartPolicy policy, DeathTally tally, Instant now, double luck) {
        var mode = "restart " + word(policy.mode());
        Optional<String> evidence = tally.loopSince().isPresent()
                ? Optional.of("crash loop for "
                        + Span.of(Duration.between(tally.loopSince().get(), now)))
                : tally.verdict(policy.crashLoop(), now);
        if (evidence.isPresent()) {
            var wait = waitInCrashLoop(policy.backoff(), luck);
            var fresh = tally.loopSince().isEmpty();
            var rule = mode + ", " + (fresh ? "crash loop: " : "") + evidence.get();
            var looping = (fresh ? tally.looping(now) : tally).restarted(wait);
            return new Verdict.CrashLoop(looping, rule, wait, evidence.get(), fresh);
        }
        var wait = wait(policy.backoff(), tally.streak(), luck);
        var burst = policy.crashLoop().within();
        var rule = mode + ", back-off: " + Span.ordinal(Math.max(1, tally.deathsWithin(burst, now))) + " death in "
                + Span.of(burst);
        return new Verdict.Retry(tally.restarted(wait), rule, wait);
    }

    private static String word(RestartMode mode) {
        return mode.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
