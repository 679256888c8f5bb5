package daruma.supervisor.loop;

import daruma.model.AppName;
import daruma.model.DesiredApp;
import daruma.model.InstanceId;
import daruma.supervisor.dependency.Gate;
import daruma.supervisor.dependency.Gate.Reached;
import daruma.supervisor.dependency.Needs;
import daruma.supervisor.lifecycle.Goal;
import daruma.supervisor.lifecycle.Instance;
import daruma.supervisor.lifecycle.InstanceState;
import java.util.Collection;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Turns what is desired into goals, in the order in which apps need each other: one that needs another is held until that
 * has come as far as it must, and one that is needed stays up until those that need it are down, if they are to go down too.
 *
 * <p>It is about starting and stopping only. An app that fails and gets up again disturbs nobody who needs it, and does not
 * wait itself.
 */
final class StartOrder {
    private SortedMap<AppName, DesiredApp> desired = new TreeMap<>();
    /** Deleted, and not gone yet. */
    private final SortedMap<AppName, DesiredApp> leaving = new TreeMap<>();

    private Needs needs = Needs.of(desired.values());
    private boolean ordered;

    void desire(Map<AppName, DesiredApp> apps) {
        leaving.putAll(desired);
        desired = new TreeMap<>(apps);
        leaving.keySet().removeAll(desired.keySet());
        var all = new TreeMap<>(leaving);
        all.putAll(desired);
        needs = Needs.of(all.values());
        ordered = needs.direct().values().stream().anyMatch(some -> !some.isEmpty());
    }

    /** Whether any app needs another: if none does there is nothing to look at. */
    boolean matters() {
        return ordered;
    }

    /**
     * What is to be true of an instance now.
     *
     * @param goal as desired, without any order
     * @param instances those of an app
     */
    Goal inOrder(Instance instance, Goal goal, Function<AppName, Collection<Instance>> instances) {
        if (!ordered) {
            return goal;
        }
        return switch (goal) {
            case Goal.Run run
            when isToBeStarted(instance, run) ->
                switch (Gate.judge(run.app().spec().dependencies(), app -> reached(app, instances))) {
                    case Gate.Open() -> goal;
                    case Gate.Held(var why, var hopeless) -> new Goal.Held(run.app(), run.slot(), why, hopeless);
                };
            case Goal.Down _, Goal.Gone _ -> isStillNeeded(instance, instances) ? instance.goal() : goal;
            case Goal.Run _, Goal.Held _ -> goal;
        };
    }

    /** Whether what the machine took may be started again now, or waits as on its first start. */
    Goal afterTheMachine(Goal goal, Function<AppName, Collection<Instance>> instances) {
        return ordered
                        && goal instanceof Goal.Run run
                        && Gate.judge(run.app().spec().dependencies(), app -> reached(app, instances))
                                instanceof Gate.Held(var why, var hopeless)
                ? new Goal.Held(run.app(), run.slot(), why, hopeless)
                : goal;
    }

    private static boolean isToBeStarted(Instance instance, Goal.Run run) {
        return switch (instance.state()) {
            case InstanceState.Stopped _ -> true;
            case InstanceState.Resting _ -> !run.wants(instance.memory().aim());
            case InstanceState.Living _ -> false;
        };
    }

    private boolean isStillNeeded(Instance instance, Function<AppName, Collection<Instance>> instances) {
        var app = instance.id().app();
        var declared = desired.get(app);
        var goesAlone = declared != null && declared.running();
        if (goesAlone
                || !(instance.goal() instanceof Goal.Run)
                || !(instance.state() instanceof InstanceState.Living)
                || instance.state() instanceof InstanceState.Draining
                || instance.state() instanceof InstanceState.Stopping) {
            return false;
        }
        return needs.dependents(app).stream()
                .filter(dependent -> !desired.containsKey(dependent)
                        || !desired.get(dependent).running())
                .anyMatch(dependent -> instances.apply(dependent).stream()
                        .anyMatch(other -> other.state() instanceof InstanceState.Living));
    }

    private Reached reached(AppName app, Function<AppName, Collection<Instance>> instances) {
        var declared = desired.get(app);
        if (declared == null) {
            return Reached.NOT_DECLARED;
        }
        var running = instances.apply(app).stream()
                .filter(instance -> declared.runs(instance.id().slot()))
                .toList();
        if (!declared.running() || declared.present().stream().noneMatch(declared::runs)) {
            return Reached.DOWN;
        }
        // Not all are known while what is desired is being taken in.
        return running.isEmpty()
                ? Reached.NOTHING
                : running.stream()
                        .map(StartOrder::reached)
                        .min(StartOrder::compare)
                        .orElseThrow();
    }

    private static int compare(Reached one, Reached other) {
        return Integer.compare(rank(one), rank(other));
    }

    private static int rank(Reached reached) {
        return switch (reached) {
            case FAILED -> 0;
            case NOT_DECLARED, DOWN -> 1;
            case NOTHING -> 2;
            case STARTED -> 3;
            case READY -> 4;
            case COMPLETED -> 5;
        };
    }

    private static Reached reached(Instance instance) {
        return switch (instance.state()) {
            case InstanceState.Failed _, InstanceState.CrashLooping _ -> Reached.FAILED;
            case InstanceState.Stopped _ ->
                instance.goal() instanceof Goal.Held held && held.hopeless() ? Reached.FAILED : Reached.NOTHING;
            case InstanceState.BackingOff _, InstanceState.Launching _ -> Reached.NOTHING;
            case InstanceState.Draining _, InstanceState.Stopping _ -> Reached.NOTHING;
            case InstanceState.Starting _, InstanceState.Examining _ -> Reached.STARTED;
            case InstanceState.Running running -> running.unready().isPresent() ? Reached.STARTED : Reached.READY;
            case InstanceState.Completed _ -> Reached.COMPLETED;
        };
    }

    /** Why it is its turn now, for people. */
    static String cause(Goal goal) {
        return switch (goal) {
            case Goal.Run _ -> "what it waited for is there";
            case Goal.Held held -> held.why();
            case Goal.Down _, Goal.Gone _ -> "those that need it are down";
        };
    }

    /** An instance of a deleted app is gone; with the last of them the app is. */
    void gone(InstanceId instance, Collection<Instance> left) {
        if (left.isEmpty()) {
            leaving.remove(instance.app());
        }
    }
}
