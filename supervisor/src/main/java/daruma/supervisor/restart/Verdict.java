package daruma.supervisor.restart;

import java.time.Duration;

/** What follows from a death. */
public sealed interface Verdict {
    /** With the death counted. */
    DeathTally tally();

    /** Which rule applied, with its numbers, as people read it. */
    String rule();

    /**
     * It is started again.
     *
     * @param delay zero: at once
     */
    record Retry(DeathTally tally, String rule, Duration delay) implements Verdict {}

    /**
     * It is started again after the longest wait, for ever, because it will not get better by itself.
     *
     * @param evidence what made it a crash loop
     * @param fresh whether this death brought the verdict; somebody is to be told once, not at each further death
     */
    record CrashLoop(DeathTally tally, String rule, Duration delay, String evidence, boolean fresh)
            implements Verdict {}

    /** It ended as it was meant to, and stays down. */
    record Complete(DeathTally tally, String rule) implements Verdict {}

    /** It stays down by a rule that the user set. */
    record GiveUp(DeathTally tally, String rule) implements Verdict {}
}
