package daruma.supervisor.status;

import daruma.model.ExitStatus;
import daruma.supervisor.lifecycle.Goal;
import daruma.supervisor.lifecycle.Instance;
import daruma.supervisor.lifecycle.InstanceState;
import daruma.supervisor.restart.Death;
import java.time.Duration;

/**
 * Whether a start, or a restart, has succeeded. It follows from what is known of the instance alone, so that one who looks
 * now and then comes to the same answer as one who saw every step.
 */
public sealed interface StartOutcome {
    /** So many deaths before readiness are an answer: waiting longer tells nothing new. */
    int DEATHS_BEFORE_READINESS = 3;

    /** A program that could not be executed twice in a row does not exist, or must not be executed. */
    int TIMES_NEVER_RAN = 2;

    /** Not known yet. */
    record Pending() implements StartOutcome {}

    /**
     * It is ready.
     *
     * @param after from the launch of the present incarnation to its readiness
     */
    record Ready(Duration after) implements StartOutcome {}

    /** It has run, ended as it was meant to, and is not started again. */
    record Completed(ExitStatus exit) implements StartOutcome {}

    /**
     * It has failed; the supervisor may go on trying.
     *
     * @param why one line for people
     */
    record Failed(String why) implements StartOutcome {}

    /**
     * Reads the outcome. To be asked once the loop has seen the change ({@code Observed.seen()}).
     *
     * @param instance as observed
     */
    static StartOutcome of(Instance instance) {
        if (instance.goal() instanceof Goal.Held held) {
            return held.hopeless() ? new Failed("not started: it " + held.why()) : new Pending();
        }
        if (!(instance.goal() instanceof Goal.Run run)) {
            return new Failed("somebody asked for it to be stopped meanwhile");
        }
        if (!run.wants(instance.memory().aim())) {
            return new Pending();
        }
        return switch (instance.state()) {
            case InstanceState.Running running -> new Ready(Duration.between(running.launchedAt(), running.readyAt()));
            case InstanceState.Completed(var exit) -> new Completed(exit);
            case InstanceState.Failed(var reason) -> new Failed(reason);
            case InstanceState.CrashLooping loop -> new Failed("crash loop: " + loop.reason());
            case InstanceState.BackingOff off -> ofDeaths(instance, off.reason());
            case InstanceState.Stopped _,
                    InstanceState.Launching _,
                    InstanceState.Starting _,
                    InstanceState.Examining _,
                    InstanceState.Draining _,
                    InstanceState.Stopping _ -> ofDeaths(instance, "");
        };
    }

    private static StartOutcome ofDeaths(Instance instance, String lastReason) {
        var deaths = instance.memory().tally().deaths();
        var unready = deaths.stream().filter(Death::beforeReadiness).count();
        var reason = lastReason.isEmpty()
                ? instance.memory()
                        .lastExit()
                        .map(exit -> exit.status().describe())
                        .orElse("")
                : lastReason;
        if (deaths.stream().anyMatch(death -> death.kind() == Death.Kind.OVERDUE)) {
            // Its exit says only that we ended it for that.
            return new Failed(lastReason.isEmpty() ? "not ready in time, and ended for it" : lastReason);
        }
        if (deaths.stream().anyMatch(death -> death.kind() == Death.Kind.UNHEALTHY && death.beforeReadiness())) {
            return new Failed(lastReason.isEmpty() ? "sick before it was ready, and ended for it" : lastReason);
        }
        if (deaths.stream()
                        .filter(death -> death.kind() == Death.Kind.NEVER_RAN || death.kind() == Death.Kind.HELD)
                        .count()
                >= TIMES_NEVER_RAN) {
            return new Failed(reason);
        }
        if (unready >= DEATHS_BEFORE_READINESS) {
            return new Failed("died " + unready + " times before it was ready, the last time with " + reason);
        }
        return new Pending();
    }

    /** Whether an instance is as down as it can be asked to be. */
    static boolean down(Instance instance) {
        return instance.state() instanceof InstanceState.Stopped
                && (instance.goal() instanceof Goal.Down || instance.goal() instanceof Goal.Gone);
    }
}
