package daruma.supervisor.loop;

import daruma.model.AppName;
import daruma.model.DesiredApp;
import daruma.model.Incarnation;
import daruma.model.Rollout;
import daruma.supervisor.health.Ailment;
import daruma.supervisor.lifecycle.Aim;
import daruma.supervisor.lifecycle.Checkup;
import daruma.supervisor.lifecycle.Goal;
import daruma.supervisor.lifecycle.Instance;
import daruma.supervisor.lifecycle.InstanceState;
import daruma.supervisor.lifecycle.Reason;
import daruma.supervisor.lifecycle.Told;
import daruma.supervisor.rollout.RollingUpdate;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Asks {@link RollingUpdate} when it has to be asked, and turns its plans into goals: as long as the instances of an app are
 * replaced one after the other, after each change of one of them. Also knows which instances beyond the replicas there should
 * be: those that stand in during a rollout, spare ones, and one that takes the place of a sick one before that is ended.
 */
final class Rollouts {
    /** What a stand-in may take beyond the start deadline before a sick instance is ended without one. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    static final String REPLACED_FIRST_RULE = "replaced before it is ended: another one is started to stand in";

    private static final Set<Ailment> REPLACED_FIRST =
            Set.of(Ailment.HUNG, Ailment.LIVENESS_FAILED, Ailment.WATCHDOG_MISSED, Ailment.MAX_AGE, Ailment.SCHEDULED);

    private final Map<AppName, Planned> plans = new HashMap<>();
    private final Map<AppName, Long> told = new HashMap<>();
    private final Map<AppName, Integer> standIns = new HashMap<>();
    /** Who waits for a stand-in, and since when. */
    private final Map<AppName, Map<Incarnation, Instant>> waiting = new TreeMap<>();

    private final Map<AppName, Instant> alarms = new TreeMap<>();
    private final Set<AppName> changed = new TreeSet<>();

    /** A plan is of use only for the generation that it was made for. */
    private record Planned(long generation, RollingUpdate.Plan plan) {}

    /** What is desired is another thing now. */
    void desire(Map<AppName, DesiredApp> apps) {
        plans.keySet().retainAll(apps.keySet());
        told.keySet().retainAll(apps.keySet());
        standIns.keySet().retainAll(apps.keySet());
        waiting.keySet().retainAll(apps.keySet());
        alarms.keySet().retainAll(apps.keySet());
        changed.retainAll(apps.keySet());
        apps.forEach((name, app) -> {
            if (app.rollout().isEmpty()) {
                plans.remove(name);
                told.remove(name);
            }
            if (concerns(app)) {
                changed.add(name);
            }
        });
    }

    /** Notes that something about an instance has changed. */
    void saw(Instance instance, Map<AppName, DesiredApp> apps) {
        var app = apps.get(instance.id().app());
        if (app != null && concerns(app)) {
            changed.add(instance.id().app());
        }
    }

    private boolean concerns(DesiredApp app) {
        var name = app.spec().name();
        return app.rollout().isPresent()
                || app.spec().traffic().spare() > 0
                || standIns.getOrDefault(name, 0) > 0
                || waiting.containsKey(name);
    }

    /**
     * What should be true of a slot, the order of apps apart.
     *
     * @param living for what it was launched that lives in it; null: nothing does
     */
    Goal goal(DesiredApp app, int slot, @Nullable Aim living) {
        var replicas = app.spec().replicas();
        if (slot >= replicas) {
            return app.running() && slot < replicas + standIns(app) ? new Goal.Run(app, slot) : Goal.of(app, slot);
        }
        if (app.rollout().isEmpty()) {
            return Goal.of(app, slot);
        }
        var plan = plans.get(app.spec().name());
        var before = app.before();
        // What is right already, as after a way back, stays as it is.
        if (isItsTurn(plan, app, slot) || (living != null && new Goal.Run(app, slot).wants(living))) {
            return Goal.of(app, slot);
        }
        if (before.has(slot)) {
            return Goal.of(before, slot);
        }
        // One that lives in a slot that there was not before waits for its turn as well.
        return living != null && app.runs(slot) ? new Goal.Run(before, slot) : Goal.of(app, slot);
    }

    private static boolean isItsTurn(@Nullable Planned planned, DesiredApp app, int slot) {
        return planned != null
                && planned.generation() == app.specGeneration()
                && planned.plan().turn().contains(slot);
    }

    /** How many instances there should be beyond the replicas. What a daemon that comes back finds is left until it looks. */
    int standIns(DesiredApp app) {
        var name = app.spec().name();
        if (standIns.containsKey(name)) {
            return standIns.get(name);
        }
        var spare = app.running() ? app.spec().traffic().spare() : 0;
        return app.rollout().isPresent() ? Math.max(spare, app.spec().update().parallelism()) : spare;
    }

    /** Whose plan is to be looked at; each is named once. */
    Optional<AppName> next(Instant now) {
        for (var alarm : Map.copyOf(alarms).entrySet()) {
            if (!alarm.getValue().isAfter(now)) {
                alarms.remove(alarm.getKey());
                changed.add(alarm.getKey());
            }
        }
        var first = changed.stream().findFirst();
        first.ifPresent(changed::remove);
        return first;
    }

    boolean haveChanged() {
        return !changed.isEmpty();
    }

    /** When to look again even if nothing happens. */
    Optional<Instant> nextWake() {
        return alarms.values().stream().min(Comparator.naturalOrder());
    }

    /**
     * Looks at an app, after which {@link #goal} says what follows.
     *
     * @return that its rollout is over, told once
     */
    Optional<RollingUpdate.Verdict> look(DesiredApp app, Collection<Instance> instances, Instant now) {
        var name = app.spec().name();
        var wanted = app.running() ? app.spec().traffic().spare() : 0;
        Optional<RollingUpdate.Verdict> verdict = Optional.empty();
        if (app.rollout().isPresent()) {
            var plan = RollingUpdate.plan(app, instances, now);
            plans.put(name, new Planned(app.specGeneration(), plan));
            plan.lookAgainAt().ifPresent(at -> alarm(name, at));
            wanted = Math.max(wanted, plan.standIns());
            if (!(plan.verdict() instanceof RollingUpdate.Verdict.Going)
                    && !Long.valueOf(app.specGeneration()).equals(told.put(name, app.specGeneration()))) {
                verdict = Optional.of(plan.verdict());
            }
        }
        wanted = Math.max(wanted, isHealing(name, instances) ? 1 : 0);
        standIns.put(name, wanted);
        if (wanted == 0 && !concerns(app)) {
            standIns.remove(name);
        }
        return verdict;
    }

    private void alarm(AppName app, Instant at) {
        alarms.merge(app, at, (one, other) -> one.isBefore(other) ? one : other);
    }

    // ---- replaced before it is ended -------------------------------------------------------------------------------

    /**
     * Whether one that is to be restarted for its health may be ended now, or another one is to stand in for it first.
     *
     * @param incarnation of which a complaint was heard
     */
    boolean mayEnd(DesiredApp app, Instance sick, Incarnation incarnation, Collection<Instance> all, Instant now) {
        if (!app.spec().traffic().shared() || app.rollout().isPresent() || !isReplacedFirst(sick)) {
            return true;
        }
        var replicas = app.spec().replicas();
        var others = all.stream()
                .filter(instance -> instance.id().slot() >= replicas)
                .toList();
        var patience = app.spec().readiness().deadline().plus(PATIENCE);
        var since = waiting.getOrDefault(app.spec().name(), Map.of()).getOrDefault(incarnation, now);
        var failing = others.stream()
                .anyMatch(it -> !it.memory().tally().deaths().isEmpty()
                        && it.memory().tally().deaths().getLast().at().isAfter(since));
        if (sick.id().slot() >= replicas || others.stream().anyMatch(Rollouts::isReady) || failing) {
            return true;
        }
        if (!now.isBefore(since.plus(patience))) {
            return true;
        }
        var first =
                waiting.computeIfAbsent(app.spec().name(), _ -> new TreeMap<>()).putIfAbsent(incarnation, now) == null;
        if (first) {
            alarm(app.spec().name(), since.plus(patience));
            changed.add(app.spec().name());
        }
        return false;
    }

    /** Whether somebody waits for a stand-in, so that its coming is to be ruled on anew. */
    boolean isAwaited(AppName app) {
        return waiting.containsKey(app);
    }

    private boolean isHealing(AppName app, Collection<Instance> instances) {
        var awaiting = waiting.get(app);
        if (awaiting != null) {
            awaiting.keySet()
                    .removeIf(incarnation -> instances.stream()
                            .noneMatch(it -> it.id().equals(incarnation.instance())
                                    && it.memory().incarnation() == incarnation.number()
                                    && Checkup.complains(it)));
            if (awaiting.isEmpty()) {
                waiting.remove(app);
            } else {
                return true;
            }
        }
        // Only as long as one that stood in is needed: it is not begun for a treatment that is under way already.
        return standIns.getOrDefault(app, 0) > 0
                && instances.stream()
                        .flatMap(it -> Checkup.of(it).stream())
                        .anyMatch(patient -> patient.condition().underWay());
    }

    /** Why a goal is another one now, for people. */
    static String cause(DesiredApp app) {
        return app.rollout()
                .map(rollout -> switch (rollout.kind()) {
                    case RELOAD -> "its turn in the reload";
                    case UPDATE -> "its turn in the update to " + release(app);
                    case ROLLBACK -> "its turn on the way back to " + release(app);
                })
                .orElse("as many are to stand in as are needed");
    }

    /** What is told when a rollout is over. */
    static Told told(DesiredApp app, RollingUpdate.Verdict verdict) {
        var what = app.rollout()
                .map(rollout -> switch (rollout.kind()) {
                    case RELOAD -> "the reload";
                    case UPDATE -> "the update to " + release(app);
                    case ROLLBACK -> "the way back to " + release(app);
                })
                .orElse("the rollout");
        return switch (verdict) {
            case RollingUpdate.Verdict.Failed(var why) ->
                Told.warning(Reason.ROLLOUT_FAILED, 0, what + " has failed: " + why, rule(app), decision(app));
            case RollingUpdate.Verdict.Done _, RollingUpdate.Verdict.Going _ ->
                Told.normal(Reason.ROLLOUT_COMPLETE, 0, what + " is complete", "", "");
        };
    }

    private static String rule(DesiredApp app) {
        return "at most " + Math.round(100 * app.spec().update().maxFailureRatio()) + " % may fail";
    }

    private static String decision(DesiredApp app) {
        if (app.rollout().filter(it -> it.kind() == Rollout.Kind.ROLLBACK).isPresent()) {
            return "stand still, and let somebody look";
        }
        return switch (app.spec().update().onFailure()) {
            case ROLLBACK -> "bring back what ran before";
            case PAUSE -> "stand still until somebody decides";
            case CONTINUE -> "go on all the same";
        };
    }

    private static String release(DesiredApp app) {
        return app.releases().current().name();
    }

    private static boolean isReplacedFirst(Instance sick) {
        return sick.state() instanceof InstanceState.Running running
                && running.life()
                        .complaint()
                        .filter(it -> REPLACED_FIRST.contains(it.sickness().ailment()))
                        .isPresent();
    }

    private static boolean isReady(Instance instance) {
        return instance.state() instanceof InstanceState.Running running
                && running.unready().isEmpty();
    }
}
