package daruma.supervisor.loop;

import daruma.model.Incarnation;
import daruma.model.InstanceId;
import daruma.model.Signal;
import daruma.supervisor.lifecycle.InstanceEvent;
import daruma.supervisor.lifecycle.LaunchOrder;

/**
 * Where processes come from. Called by the loop's thread only; nothing here may block or throw: what takes time is done
 * elsewhere and answered by {@link SupervisorLoop#post}.
 *
 * <p>Promises about one incarnation, in this order: at most one {@link InstanceEvent.Launched}; any number of {@link
 * InstanceEvent.Degraded}; exactly one {@link InstanceEvent.Ended}, last, once nothing of its tree is left alive and the
 * slot can be launched again. A launch that failed is answered by {@code Ended} with {@code NeverRan} alone. {@code Ended}
 * is never lost, however many there are.
 */
public interface ProcessLauncher {
    /**
     * Starts a program. The run directory of the incarnation is there before its first instruction, and stays until the
     * chronicle has its end for certain, so that a daemon that comes back finds it.
     *
     * <p>Should the slot still be held by something that is not known to the loop, the launcher ends that first, or
     * answers {@code NeverRan("lock", …)}. It never runs two at once.
     */
    void launch(LaunchOrder order);

    /** Sends a signal and then SIGCONT to the whole tree. Nothing happens if it is gone. */
    void terminate(Incarnation incarnation, Signal signal);

    /** Kills the whole tree, or breaks off a launch that is under way. Nothing happens if it is gone. */
    void kill(Incarnation incarnation);

    /** Nothing of the slot is wanted any more: what it left behind can be removed. Nothing lives in it. */
    void forget(InstanceId instance);
}
