package daruma.supervisor.rollout;

import daruma.model.DesiredApp;
import daruma.model.Rollout;
import daruma.model.UpdatePolicy;
import daruma.supervisor.lifecycle.Goal;
import daruma.supervisor.lifecycle.Instance;
import daruma.supervisor.lifecycle.InstanceState;
import daruma.supervisor.restart.Death;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Whose turn it is to be replaced.
 *
 * <p>Where a further instance can serve beside the others, it comes first: new ones beyond the replicas stand in, and only
 * as many of the others as there are such, ready, are replaced at once. So the capacity never falls below what was asked for,
 * and what cannot become ready never takes the place of what works. Where it cannot (a port can be opened once only), as
 * many are replaced at once as the policy allows, each ended before its successor is started.
 */
public final class RollingUpdate {
    private RollingUpdate() {}

    /** How it goes. */
    public sealed interface Verdict {
        /** It goes on. */
        record Going() implements Verdict {}

        /** Every instance is replaced, and has proved itself. */
        record Done() implements Verdict {}

        /**
         * Too many of the new ones have failed.
         *
         * @param why one line for people
         */
        record Failed(String why) implements Verdict {}
    }

    /**
     * What is to be done now.
     *
     * @param turn slots that are to run what is new; the others are kept at what was desired before
     * @param standIns how many instances beyond the replicas are to run what is new
     * @param lookAgainAt when to ask again even if nothing happens
     */
    public record Plan(Set<Integer> turn, int standIns, Verdict verdict, Optional<Instant> lookAgainAt) {
        public Plan {
            turn = Set.copyOf(turn);
        }
    }

    /**
     * Plans.
     *
     * @param app that has a rollout
     * @param instances all that are known of it, those beyond the replicas included
     */
    public static Plan plan(DesiredApp app, Collection<Instance> instances, Instant now) {
        var rollout = app.rollout().orElseThrow(() -> new IllegalArgumentException("no rollout"));
        var policy = app.spec().update();
        var replicas = app.spec().replicas();
        var slots = app.present().stream().filter(app::runs).collect(Collectors.toCollection(TreeSet::new));
        var regular = instances.stream()
                .filter(instance -> slots.contains(instance.id().slot()))
                .toList();
        var extra = instances.stream()
                .filter(instance -> instance.id().slot() >= replicas)
                .toList();

        var turn = new TreeSet<Integer>();
        for (var instance : regular) {
            if (isNew(app, instance) || hasItsTurn(app, instance)) {
                turn.add(instance.id().slot());
            }
        }
        var standingIn = (int) extra.stream()
                .filter(instance -> instance.goal() instanceof Goal.Run)
                .count();
        if (rollout.paused()) {
            return new Plan(turn, standingIn, new Verdict.Going(), Optional.empty());
        }
        if (turn.containsAll(slots) && regular.stream().allMatch(it -> hasArrived(app, it))) {
            return finish(app, rollout, regular, turn, now);
        }
        var startFirst = app.spec().traffic().shared() && policy.order() == UpdatePolicy.Order.START_FIRST;
        var standIns = startFirst ? Math.min(policy.parallelism(), slots.size()) : 0;
        var failed = failure(app, rollout, policy, regular, extra, slots.size());
        if (failed.isPresent()) {
            return new Plan(turn, standingIn, new Verdict.Failed(failed.get()), Optional.empty());
        }
        var standInsReady =
                (int) extra.stream().filter(it -> isNew(app, it) && isReady(it)).count();
        var atOnce = startFirst ? Math.min(policy.parallelism(), standInsReady) : policy.parallelism();
        var underWay = (int) regular.stream()
                .filter(it -> turn.contains(it.id().slot()) && !hasArrived(app, it))
                .count();
        var notBefore = lastReady(app, regular).map(at -> at.plus(policy.delay()));
        if (notBefore.isPresent() && notBefore.get().isAfter(now)) {
            return new Plan(turn, standIns, new Verdict.Going(), notBefore);
        }
        for (var instance : inOrder(regular)) {
            if (underWay >= atOnce) {
                break;
            }
            if (turn.add(instance.id().slot())) {
                underWay++;
            }
        }
        return new Plan(turn, standIns, new Verdict.Going(), Optional.empty());
    }

    /**
     * What is desired once a rollout is over. A way back that fails as well leads nowhere else: it stands still.
     *
     * @param app as the verdict was given on it
     */
    public static DesiredApp after(DesiredApp app, Verdict verdict) {
        return switch (verdict) {
            case Verdict.Going() -> app;
            case Verdict.Done() -> app.rolledOut();
            case Verdict.Failed(var why) -> {
                var isWayBack = app.rollout()
                        .filter(it -> it.kind() == Rollout.Kind.ROLLBACK)
                        .isPresent();
                yield isWayBack
                        ? app.paused(true, Optional.of(why))
                        : switch (app.spec().update().onFailure()) {
                            case ROLLBACK -> app.rolledBack(why);
                            case PAUSE -> app.paused(true, Optional.of(why));
                            case CONTINUE -> app;
                        };
            }
        };
    }

    /** Those that do not serve anyway come first: nothing is lost with them. */
    private static List<Instance> inOrder(List<Instance> instances) {
        return instances.stream()
                .sorted(Comparator.comparing(RollingUpdate::isReady).thenComparing(Instance::id))
                .toList();
    }

    /** All are there; an update must stand the test of some time, too. */
    private static Plan finish(
            DesiredApp app, Rollout rollout, List<Instance> instances, Set<Integer> turn, Instant now) {
        var failed = failure(app, rollout, app.spec().update(), instances, List.of(), instances.size());
        if (failed.isPresent()) {
            return new Plan(turn, 0, new Verdict.Failed(failed.get()), Optional.empty());
        }
        var monitor =
                rollout.kind() == Rollout.Kind.UPDATE ? app.spec().update().monitor() : Duration.ZERO;
        var until = lastReady(app, instances).map(at -> at.plus(monitor));
        return until.isPresent() && until.get().isAfter(now)
                ? new Plan(turn, 0, new Verdict.Going(), until)
                : new Plan(turn, 0, new Verdict.Done(), Optional.empty());
    }

    private static Optional<Instant> lastReady(DesiredApp app, List<Instance> instances) {
        return instances.stream()
                .filter(it -> isOfThisGeneration(app, it))
                .map(Instance::state)
                .filter(InstanceState.Running.class::isInstance)
                .map(state -> ((InstanceState.Running) state).readyAt())
                .max(Comparator.naturalOrder());
    }

    private static Optional<String> failure(
            DesiredApp app,
            Rollout rollout,
            UpdatePolicy policy,
            List<Instance> regular,
            List<Instance> extra,
            int of) {
        if (policy.onFailure() == UpdatePolicy.FailureAction.CONTINUE) {
            return Optional.empty();
        }
        var failures = new TreeSet<String>();
        for (var instances : List.of(regular, extra)) {
            for (var instance : instances) {
                failureOf(app, rollout, instance).ifPresent(why -> failures.add(instance.id() + " " + why));
            }
        }
        return failures.size() > policy.maxFailureRatio() * of
                ? Optional.of(String.join("; ", failures))
                : Optional.empty();
    }

    /** What is new and dies; of a release that is known, a death after it has become ready says nothing new. */
    private static Optional<String> failureOf(DesiredApp app, Rollout rollout, Instance instance) {
        if (!isOfThisGeneration(app, instance)) {
            return Optional.empty();
        }
        var telling = instance.memory().tally().deaths().stream()
                .filter(death -> rollout.kind() == Rollout.Kind.UPDATE || death.beforeReadiness())
                .toList();
        if (telling.isEmpty()) {
            return instance.state() instanceof InstanceState.Failed(var reason)
                    ? Optional.of("failed: " + reason)
                    : Optional.empty();
        }
        return Optional.of(sentence(telling.getLast(), instance));
    }

    private static String sentence(Death death, Instance instance) {
        var exit = instance.memory()
                .lastExit()
                .map(last -> last.status().describe())
                .orElse("an unknown end");
        return switch (death.kind()) {
            case OVERDUE -> "was not ready in time";
            case UNHEALTHY -> "was ended for its health";
            case NEVER_RAN, HELD -> "could not be started: " + exit;
            case ENDED -> (death.beforeReadiness() ? "died before it was ready: " : "died: ") + exit;
        };
    }

    /** Whether what the slot ran last is what is desired now, or the same. */
    private static boolean isNew(DesiredApp app, Instance instance) {
        return instance.memory().incarnation() > 0
                && new Goal.Run(app, instance.id().slot())
                        .wants(instance.memory().aim());
    }

    /** Whether nothing more is to be waited for. What was there before is no worse than it was. */
    private static boolean hasArrived(DesiredApp app, Instance instance) {
        return isNew(app, instance)
                && (isReady(instance)
                        || instance.state() instanceof InstanceState.Completed
                        || !isOfThisGeneration(app, instance));
    }

    private static boolean isOfThisGeneration(DesiredApp app, Instance instance) {
        return instance.memory().aim().specGeneration() == app.specGeneration();
    }

    private static boolean hasItsTurn(DesiredApp app, Instance instance) {
        return instance.goal() instanceof Goal.Run run && run.app().specGeneration() == app.specGeneration();
    }

    private static boolean isReady(Instance instance) {
        return instance.state() instanceof InstanceState.Running running
                && running.unready().isEmpty();
    }
}
