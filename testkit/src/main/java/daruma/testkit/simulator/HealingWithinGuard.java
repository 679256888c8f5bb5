package daruma.testkit.simulator;

import daruma.model.AppName;
import daruma.model.InstanceId;
import daruma.supervisor.lifecycle.Goal;
import daruma.supervisor.lifecycle.Instance;
import daruma.supervisor.lifecycle.InstanceState;
import java.util.List;
import java.util.Map;

/**
 * I5, counted here on its own: whenever a restart for health begins, no more than a third (but one) of the instances are in
 * one, and no more than half of several fail together, unless a restart has been seen to help.
 */
final class HealingWithinGuard {
    private HealingWithinGuard() {}

    static void check(Map<InstanceId, Instance> before, Map<InstanceId, Instance> after) {
        for (var instance : after.values()) {
            var earlier = before.get(instance.id());
            if (earlier != null && !underWay(earlier) && ended(instance)) {
                begins(
                        earlier,
                        instance,
                        of(instance.id().app(), before),
                        of(instance.id().app(), after));
            }
        }
    }

    private static void begins(Instance was, Instance is, List<Instance> before, List<Instance> after) {
        var most = Math.max(1, Math.max(before.size(), after.size()) * 34 / 100);
        var underWay = after.stream().filter(HealingWithinGuard::underWay).count();
        if (underWay > most) {
            throw new Broken(
                    "I5", is.id() + " is restarted for its health as number " + underWay + " of " + after.size());
        }
        var failing = 1
                + before.stream()
                        .filter(other -> !other.id().equals(was.id()))
                        .filter(HealingWithinGuard::fails)
                        .filter(other ->
                                after.stream().anyMatch(later -> later.id().equals(other.id()) && fails(later)))
                        .count();
        var proof = before.stream().anyMatch(HealingWithinGuard::healed)
                || after.stream().anyMatch(HealingWithinGuard::healed);
        if (is.state() instanceof InstanceState.Examining examining
                && forHealth(examining)
                && before.size() == after.size()
                && after.size() > 1
                && 2 * failing > after.size()
                && !proof) {
            throw new Broken(
                    "I5",
                    is.id() + " is restarted for its health while " + failing + " of " + after.size()
                            + " fail together");
        }
    }

    private static List<Instance> of(AppName app, Map<InstanceId, Instance> instances) {
        return instances.values().stream()
                .filter(instance -> instance.id().app().equals(app))
                .filter(instance ->
                        instance.goal() instanceof Goal.Run && !(instance.state() instanceof InstanceState.Completed))
                .toList();
    }

    /** From the decision on until it is ready again. */
    private static boolean underWay(Instance instance) {
        var healing = instance.memory().healing();
        if (healing.isEmpty() || instance.state() instanceof InstanceState.Failed) {
            return false;
        }
        return ended(instance)
                || (!(instance.state() instanceof InstanceState.Running)
                        && !(instance.state() instanceof InstanceState.Examining)
                        && !(instance.state() instanceof InstanceState.Draining)
                        && !(instance.state() instanceof InstanceState.Stopping));
    }

    private static boolean ended(Instance instance) {
        return switch (instance.state()) {
            case InstanceState.Examining examining -> forHealth(examining);
            case InstanceState.Stopping stopping ->
                stopping.why() == InstanceState.StopReason.UNHEALTHY
                        || stopping.why() == InstanceState.StopReason.PLANNED;
            case InstanceState.Draining draining -> draining.why() == InstanceState.StopReason.PLANNED;
            case InstanceState.Launching _,
                    InstanceState.Starting _,
                    InstanceState.Running _,
                    InstanceState.Resting _ -> false;
        };
    }

    /** And not for a start that took too long, which no guard is asked about. */
    private static boolean forHealth(InstanceState.Examining state) {
        return state.why() == InstanceState.StopReason.UNHEALTHY;
    }

    private static boolean fails(Instance instance) {
        return switch (instance.state()) {
            case InstanceState.Running running ->
                running.unready().isPresent()
                        || running.life()
                                .complaint()
                                .filter(it -> !it.sickness().ailment().planned())
                                .isPresent();
            case InstanceState.Examining examining -> forHealth(examining);
            case InstanceState.BackingOff _, InstanceState.CrashLooping _ -> true;
            case InstanceState.Stopping stopping -> stopping.why() == InstanceState.StopReason.UNHEALTHY;
            case InstanceState.Failed _ -> true;
            case InstanceState.Draining _,
                    InstanceState.Launching _,
                    InstanceState.Starting _,
                    InstanceState.Stopped _,
                    InstanceState.Completed _ -> false;
        };
    }

    private static boolean healed(Instance instance) {
        return instance.memory().healing().isPresent()
                && instance.state() instanceof InstanceState.Running running
                && running.stableAt().isEmpty();
    }
}
