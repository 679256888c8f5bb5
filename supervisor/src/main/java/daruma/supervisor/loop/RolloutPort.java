package daruma.supervisor.loop;

import daruma.model.AppName;
import daruma.supervisor.rollout.RollingUpdate;

/**
 * Who is told that a rollout is over, and changes what is desired accordingly. Called by the loop's thread only; nothing here
 * may block or throw. Told once for each generation by each daemon; what is told about a generation that is no longer desired
 * is to be dropped.
 */
@FunctionalInterface
public interface RolloutPort {
    /**
     * Tells the verdict.
     *
     * @param verdict not {@link RollingUpdate.Verdict.Going}
     */
    void over(AppName app, long generation, RollingUpdate.Verdict verdict);
}
