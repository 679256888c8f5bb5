package daruma.testkit.simulator;

import daruma.model.DesiredApp;
import daruma.model.InstanceId;
import daruma.model.UpdatePolicy;
import daruma.supervisor.lifecycle.Goal;
import daruma.supervisor.lifecycle.Instance;
import daruma.supervisor.lifecycle.InstanceState;
import daruma.supervisor.loop.Observed;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * I3: a rollout never costs more instances, and never takes more out of service, than its policy says. Where new ones are
 * started first, nothing that serves is ended for the rollout before one that is new stands in for it.
 */
final class RolloutsWithinBounds {
    private RolloutsWithinBounds() {}

    static void check(Map<InstanceId, Instance> before, Observed after) {
        for (var app : after.desired().values()) {
            var instances = after.instancesOf(app.spec().name());
            boundedBeyondTheReplicas(app, instances);
            if (app.rollout().isPresent()) {
                boundedOutOfService(app, before, instances);
            }
        }
    }

    private static void boundedBeyondTheReplicas(DesiredApp app, List<Instance> instances) {
        var most = Math.max(
                Math.max(1, app.spec().traffic().spare()),
                app.rollout().isPresent() ? app.spec().update().parallelism() : 0);
        var beyond = instances.stream()
                .filter(it -> it.id().slot() >= app.spec().replicas() && it.goal() instanceof Goal.Run)
                .count();
        if (beyond > most) {
            throw new Broken(
                    "I3", beyond + " instances of " + app.spec().name() + " stand in, at most " + most + " may");
        }
    }

    private static void boundedOutOfService(
            DesiredApp app, Map<InstanceId, Instance> before, List<Instance> instances) {
        var replicas = app.spec().replicas();
        var startFirst = app.spec().traffic().shared() && app.spec().update().order() == UpdatePolicy.Order.START_FIRST;
        for (var instance : instances) {
            if (instance.id().slot() < replicas && isEndedForNothing(app, before.get(instance.id()), instance)) {
                throw new Broken("I3", instance.id() + " runs what is desired, and is ended for the rollout of it");
            }
        }
        var ended = instances.stream()
                .filter(it -> it.id().slot() < replicas && isEndedForIt(app, before.get(it.id()), it))
                .collect(Collectors.toList());
        if (ended.isEmpty()) {
            return;
        }
        if (ended.size() > app.spec().update().parallelism()) {
            throw new Broken("I3", ended.size() + " of " + app.spec().name() + " are replaced in one step");
        }
        // One that stood in can fall in the same moment.
        var standsIn = Stream.concat(before.values().stream(), instances.stream())
                .anyMatch(it -> it.id().app().equals(app.spec().name())
                        && it.id().slot() >= replicas
                        && isReady(it)
                        && isNew(app, it));
        if (startFirst && !standsIn) {
            throw new Broken("I3", ended.getFirst().id() + " is ended for a rollout, and nothing new stands in for it");
        }
    }

    /** It served, and is asked to end because its turn has come. */
    private static boolean isEndedForIt(DesiredApp app, @Nullable Instance was, Instance is) {
        return was != null
                && isReady(was)
                && !isNew(app, was)
                && is.goal() instanceof Goal.Run run
                && run.app().specGeneration() == app.specGeneration()
                && was.goal() instanceof Goal.Run earlier
                && earlier.app().specGeneration() != app.specGeneration()
                && (is.state() instanceof InstanceState.Draining || is.state() instanceof InstanceState.Stopping);
    }

    /** It served, and is what is desired. */
    private static boolean isEndedForNothing(DesiredApp app, @Nullable Instance was, Instance is) {
        return was != null
                && isReady(was)
                && isNew(app, was)
                && app.runs(was.id().slot())
                && switch (is.state()) {
                    case InstanceState.Draining draining -> draining.why() == InstanceState.StopReason.ASKED;
                    case InstanceState.Stopping stopping -> stopping.why() == InstanceState.StopReason.ASKED;
                    case InstanceState.Launching _,
                            InstanceState.Starting _,
                            InstanceState.Running _,
                            InstanceState.Examining _,
                            InstanceState.Resting _ -> false;
                };
    }

    private static boolean isNew(DesiredApp app, Instance instance) {
        return new Goal.Run(app, instance.id().slot()).wants(instance.memory().aim());
    }

    private static boolean isReady(Instance instance) {
        return instance.state() instanceof InstanceState.Running running
                && running.unready().isEmpty();
    }
}
