package daruma.daemon.command;

import daruma.control.Fault;
import daruma.control.Selector;
import daruma.control.Selector.Candidate;
import daruma.control.Selector.Target;
import daruma.model.AppName;
import daruma.model.AppSpec;
import daruma.model.DesiredApp;
import daruma.model.InstanceId;
import daruma.model.StatusWord;
import daruma.state.ChangeOutcome;
import daruma.state.DesiredState;
import daruma.state.DesiredStore;
import daruma.supervisor.dependency.Needs;
import daruma.supervisor.loop.Observed;
import daruma.supervisor.loop.SupervisorLoop;
import daruma.supervisor.status.Standing;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * Changes what is desired: checked, made durable, then told to the supervisor, one change at a time, so that the supervisor
 * hears of them in the order in which they were stored.
 */
final class Changes {
    private static final Set<StatusWord> UP =
            Set.of(StatusWord.STARTING, StatusWord.RUNNING, StatusWord.NOT_READY, StatusWord.STOPPING);

    private final DesiredStore store;
    private final SupervisorLoop loop;
    private final Consumer<DesiredState> stored;
    private final Path stateDirectory;
    private boolean shuttingDown;

    Changes(DesiredStore store, SupervisorLoop loop, Consumer<DesiredState> stored, Path stateDirectory) {
        this.store = store;
        this.loop = loop;
        this.stored = stored;
        this.stateDirectory = stateDirectory;
    }

    /**
     * A change that was made.
     *
     * @param apps that it is about, by name
     * @param slots of the apps of which it is about single instances only
     * @param ticket see {@link SupervisorLoop#desire}
     * @param before what was known when it was asked for
     */
    record Made(List<AppName> apps, Map<AppName, Set<Integer>> slots, long ticket, Observed before) {
        /** Whether it is about this instance. */
        boolean isAbout(InstanceId instance) {
            var of = slots.get(instance.app());
            return of == null || of.contains(instance.slot());
        }
    }

    DesiredState state() {
        return store.state();
    }

    /** From now on every change but this one is refused. */
    synchronized Made stopAllForGood() throws FaultException {
        var made = change(
                "the daemon was asked to end, and its apps with it",
                state -> each(state, names(state), app -> app.withRunning(false)),
                this::everyName);
        shuttingDown = true;
        return made;
    }

    /** Stops all apps until the next daemon begins: what is desired stays. From now on every change is refused. */
    synchronized Made stopAllForNow() throws FaultException {
        if (shuttingDown) {
            throw new FaultException(new Fault.ShuttingDown());
        }
        shuttingDown = true;
        var before = loop.observed();
        var down = each(store.state(), everyName(), app -> app.withRunning(false));
        return new Made(
                everyName(),
                Map.of(),
                loop.desire(down.apps(), "the machine or its services are shutting down"),
                before);
    }

    /** Declares apps and runs them. None of them is touched if one is refused. */
    synchronized Made start(List<AppSpec> specs, String cause) throws FaultException {
        var names = specs.stream().map(AppSpec::name).toList();
        if (Set.copyOf(names).size() != names.size()) {
            throw new FaultException(new Fault.InvalidSpec(
                    Optional.empty(), "two of the apps have the same name: every app needs one of its own"));
        }
        requireFree(specs);
        requireNoCircle(specs);
        return change(
                cause,
                state -> {
                    var next = state;
                    for (var spec : specs) {
                        var known = next.find(spec.name());
                        next = known.isEmpty()
                                ? next.add(spec)
                                : next.put(known.get().withSpec(spec).startedAnew());
                    }
                    return next;
                },
                () -> names);
    }

    /** Refuses apps that would need each other in a circle: none of them could ever be started. */
    private void requireNoCircle(List<AppSpec> specs) throws FaultException {
        var apps = new TreeMap<AppName, DesiredApp>(known());
        specs.forEach(spec -> apps.put(spec.name(), DesiredApp.first(0, spec)));
        var circle = Needs.of(apps.values()).circle();
        if (circle.isPresent()) {
            throw new FaultException(new Fault.InvalidSpec(
                    Optional.of(circle.get().getFirst().value()),
                    "the apps need each other in a circle: " + Needs.sentence(circle.get())
                            + ". Take one of these out of depends_on"));
        }
    }

    /** Refuses apps whose names belong to apps that are up. One that is down may be declared anew. */
    void requireFree(List<AppSpec> specs) throws FaultException {
        var observed = loop.observed();
        for (var spec : specs) {
            var known = store.state().find(spec.name());
            if (known.isPresent() && known.get().running() && isUp(observed, spec.name())) {
                throw new FaultException(
                        new Fault.NameTaken(spec.name(), known.get().id()));
            }
        }
    }

    /** Runs again what is down. What is up is left alone. */
    synchronized Made resume(List<String> selectors) throws FaultException {
        var observed = loop.observed();
        return change(
                "daruma start " + String.join(" ", selectors),
                select(selectors),
                (app, target) -> target.slot().isPresent()
                        ? upAgain(app, target.slot().getAsInt(), observed)
                        : upAgain(app, observed));
    }

    private static DesiredApp upAgain(DesiredApp app, Observed observed) {
        if (!app.running() || !isUp(observed, app.spec().name())) {
            return app.startedAnew();
        }
        var next = app;
        for (var slot = 0; slot < app.spec().replicas(); slot++) {
            next = upAgain(next, slot, observed);
        }
        return next;
    }

    private static DesiredApp upAgain(DesiredApp app, int slot, Observed observed) {
        var instance = observed.instances().get(new InstanceId(app.spec().name(), slot));
        var up = app.runs(slot) && (instance == null || UP.contains(Standing.word(instance.state())));
        return up ? app : app.restarted(slot);
    }

    synchronized Made stop(List<String> selectors) throws FaultException {
        return change(
                "daruma stop " + String.join(" ", selectors),
                select(selectors),
                (app, target) ->
                        target.slot().isPresent() ? app.stopped(target.slot().getAsInt()) : app.withRunning(false));
    }

    synchronized Made restart(List<String> selectors, Optional<Map<String, String>> inheritedEnv)
            throws FaultException {
        return change("daruma restart " + String.join(" ", selectors), select(selectors), (app, target) -> {
            if (target.slot().isPresent()) {
                // Its environment is that of the app: an instance of its own kind it cannot be.
                return app.restarted(target.slot().getAsInt());
            }
            return inheritedEnv
                    .map(env -> app.withSpec(app.spec().withInheritedEnv(env)))
                    .orElse(app)
                    .restarted();
        });
    }

    /** With its last instance an app goes, too. */
    synchronized Made delete(List<String> selectors) throws FaultException {
        var targets = select(selectors);
        return change(
                "daruma delete " + String.join(" ", selectors),
                state -> {
                    var next = state;
                    for (var target : targets) {
                        var app = next.find(target.app());
                        if (app.isEmpty()) {
                            continue;
                        }
                        var left = target.slot().isPresent()
                                ? Optional.of(app.get().deleted(target.slot().getAsInt()))
                                : Optional.<DesiredApp>empty();
                        next = left.isEmpty() || left.get().present().isEmpty()
                                ? next.remove(target.app())
                                : next.put(left.get());
                    }
                    return next;
                },
                () -> names(targets),
                slots(targets));
    }

    /** Lets restarts count from zero again, of whole apps always. Nothing that is desired changes. */
    synchronized Made reset(List<String> selectors) throws FaultException {
        var names = names(select(selectors));
        var before = loop.observed();
        var ticket = loop.reset(Set.copyOf(names), "daruma reset " + String.join(" ", selectors));
        return new Made(names, Map.of(), ticket, before);
    }

    /** Brings back what is missing or down of a saved set. */
    synchronized Made resurrect(Collection<DesiredApp> saved) throws FaultException {
        var observed = loop.observed();
        var names = saved.stream().map(app -> app.spec().name()).toList();
        return change(
                "daruma resurrect",
                state -> {
                    var next = state;
                    for (var app : saved) {
                        var name = app.spec().name();
                        var known = next.find(name);
                        if (known.isEmpty()) {
                            var added = next.add(app.spec());
                            next = app.running()
                                    ? added
                                    : added.put(added.find(name).orElseThrow().withRunning(false));
                        } else if (app.running() && !(known.get().running() && isUp(observed, name))) {
                            next = next.put(known.get().restarted());
                        }
                    }
                    return next;
                },
                () -> names);
    }

    /** What selectors select of the apps there are. */
    List<Target> select(List<String> selectors) throws FaultException {
        var candidates = known().values().stream()
                .map(app -> new Candidate(
                        app.id(),
                        app.spec().name(),
                        app.spec().namespace(),
                        app.spec().replicas()))
                .toList();
        return switch (Selector.select(selectors, candidates)) {
            case daruma.control.Outcome.Ok<List<Target>>(var targets) -> targets;
            case daruma.control.Outcome.Failed<List<Target>>(var fault) -> throw new FaultException(remote(fault));
        };
    }

    /** Finds a declared app. */
    Optional<DesiredApp> find(AppName name) {
        return Optional.ofNullable(known().get(name));
    }

    /** What is declared, and what is kept up although its declaration cannot be read. */
    private Map<AppName, DesiredApp> known() {
        var known = new TreeMap<AppName, DesiredApp>(store.state().apps());
        if (!store.complete()) {
            loop.observed().desired().forEach(known::putIfAbsent);
        }
        return known;
    }

    /** Whether an app that should run does, or is about to: what the supervisor has not seen yet is not down. */
    static boolean isUp(Observed observed, AppName app) {
        var instances = observed.instancesOf(app);
        return instances.isEmpty()
                || instances.stream().anyMatch(instance -> UP.contains(Standing.word(instance.state())));
    }

    private static List<AppName> names(List<Target> targets) {
        return targets.stream().map(Target::app).distinct().toList();
    }

    private static Map<AppName, Set<Integer>> slots(List<Target> targets) {
        var slots = new TreeMap<AppName, Set<Integer>>();
        for (var target : targets) {
            target.slot()
                    .ifPresent(slot -> slots.computeIfAbsent(target.app(), _ -> new TreeSet<>())
                            .add(slot));
        }
        return slots;
    }

    private Made change(String cause, List<Target> targets, BiFunction<DesiredApp, Target, DesiredApp> changed)
            throws FaultException {
        return change(
                cause,
                state -> {
                    var next = state;
                    for (var target : targets) {
                        var app = next.find(target.app());
                        if (app.isPresent()) {
                            next = next.put(changed.apply(app.get(), target));
                        }
                    }
                    return next;
                },
                () -> names(targets),
                slots(targets));
    }

    private Made change(String cause, UnaryOperator<DesiredState> command, Supplier<List<AppName>> about)
            throws FaultException {
        return change(cause, command, about, Map.of());
    }

    private Made change(
            String cause,
            UnaryOperator<DesiredState> command,
            Supplier<List<AppName>> about,
            Map<AppName, Set<Integer>> slots)
            throws FaultException {
        if (shuttingDown) {
            throw new FaultException(new Fault.ShuttingDown());
        }
        var before = loop.observed();
        return switch (store.change(command)) {
            case ChangeOutcome.Stored(var state) -> {
                stored.accept(state);
                yield new Made(about.get(), slots, loop.desire(state.apps(), cause), before);
            }
            case ChangeOutcome.NotStored(var why) ->
                throw new FaultException(new Fault.StateNotWritable(stateDirectory.toString(), why));
        };
    }

    private static DesiredState each(DesiredState state, Collection<AppName> names, UnaryOperator<DesiredApp> changed) {
        var next = state;
        for (var name : names) {
            var app = next.find(name);
            if (app.isPresent()) {
                next = next.put(changed.apply(app.get()));
            }
        }
        return next;
    }

    private static List<AppName> names(DesiredState state) {
        return new ArrayList<>(state.apps().keySet());
    }

    private List<AppName> everyName() {
        return names(store.state());
    }

    private static Fault.Remote remote(Fault fault) {
        return fault instanceof Fault.Remote remote ? remote : new Fault.Internal(fault.sentence());
    }
}
