package daruma.supervisor.lifecycle;

import daruma.model.CrashLoopRule;
import daruma.model.ExitStatus;
import daruma.supervisor.lifecycle.InstanceEvent.Ended;
import daruma.supervisor.restart.Death;
import daruma.supervisor.restart.Span;
import java.time.Duration;

/** What {@code daruma why} prints, word for word. */
final class Sentences {
    private Sentences() {}

    /** {@code exit code 1 after 312 ms}. */
    static String end(Ended ended) {
        return ended.status() instanceof ExitStatus.NeverRan || ended.withMachine()
                ? ended.status().describe()
                : ended.status().describe() + " after " + Span.of(ended.uptime());
    }

    static String death(Ended ended, Death death) {
        return switch (death.kind()) {
            case NEVER_RAN, ENDED -> end(ended);
            case OVERDUE -> "not ready in time, and ended with " + end(ended);
        };
    }

    /** {@code start again in 420 ms}. */
    static String again(Duration wait) {
        return wait.isZero() ? "start again at once" : "start again in " + Span.of(wait);
    }

    static String crashLoopRule(CrashLoopRule rule) {
        return "crash loop: " + rule.deaths() + " deaths in " + Span.of(rule.within()) + ", or " + rule.minDeaths()
                + " deaths and ready under " + Math.round(rule.minReadyShare() * 100) + " % of "
                + Span.of(rule.window());
    }
}
