package daruma.supervisor.lifecycle;

import daruma.model.CrashLoopRule;
import daruma.model.ExitStatus;
import daruma.supervisor.health.Healing;
import daruma.supervisor.lifecycle.InstanceEvent.Ended;
import daruma.supervisor.restart.Death;
import daruma.supervisor.restart.Span;
import java.time.Duration;
import java.util.Optional;

/** What {@code daruma why} prints, word for word. */
final class Sentences {
    private Sentences() {}

    /** {@code exit code 1 after 312 ms}. */
    static String end(Ended ended) {
        return ended.status() instanceof ExitStatus.NeverRan || ended.withMachine()
                ? ended.status().describe()
                : ended.status().describe() + " after " + Span.of(ended.uptime());
    }

    /** @param healing of the instance, for one that was ended for its health */
    static String death(Ended ended, Death death, Optional<Healing> healing) {
        return switch (death.kind()) {
            case NEVER_RAN, HELD, ENDED -> end(ended);
            case OVERDUE -> "not ready in time, and ended with " + end(ended);
            case UNHEALTHY -> healing.map(Healing::sentence).orElse("unhealthy") + "; ended with " + end(ended);
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
