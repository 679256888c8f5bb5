package daruma.daemon.command;

import daruma.control.Fault;
import daruma.control.Request;
import daruma.control.Selector;
import daruma.control.Selector.Candidate;
import daruma.control.Selector.Target;
import daruma.control.Size;
import daruma.model.AppName;
import daruma.model.AppSpec;
import daruma.model.DesiredApp;
import daruma.model.InstanceId;
import daruma.model.Refused;
import daruma.model.StatusWord;
import daruma.state.ChangeOutcome;
import daruma.state.DesiredState;
import daruma.state.DesiredStore;
import daruma.state.change.Asked;
import daruma.state.change.BackendPorts;
import daruma.state.change.Planned;
import daruma.state.change.Plans;
import daruma.state.change.ProgramDigest;
import daruma.supervisor.dependency.Needs;
import daruma.supervisor.loop.Observed;
import daruma.supervisor.loop.SupervisorLoop;
import daruma.supervisor.rollout.RollingUpdate;
import daruma.supervisor.status.Standing;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntPredicate;
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
    private final Supplier<Instant> wall;
    private final BackendPorts backendPorts;
    /** The last one of each app. */
    private final Map<AppName, FailedRollout> failed = new TreeMap<>();

    private boolean shuttingDown;

    /**
     * @param wall time for people
     * @param free whether a port could be listened on now
     */
    Changes(
            DesiredStore store,
            SupervisorLoop loop,
            Consumer<DesiredState> stored,
            Path stateDirectory,
            Supplier<Instant> wall,
            IntPredicate free) {
        this.wall = wall;
        this.backendPorts = new BackendPorts(free);
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
     * @param desired what is desired of the apps now
     * @param notices what people should know of it
     */
    record Made(
            List<AppName> apps,
            Map<AppName, Set<Integer>> slots,
            long ticket,
            Observed before,
            Map<AppName, DesiredApp> desired,
            List<String> notices) {
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
                before,
                down.apps(),
                List.of());
    }

    /** Declares apps and runs them. None of them is touched if one is refused. */
    Made start(List<AppSpec> specs, String cause) throws FaultException {
        var asked = asked(cause, specs);
        synchronized (this) {
            requireApart(specs);
            requireFree(specs);
            requireNoCircle(specs);
            return plan(
                    cause,
                    "start",
                    each(
                            specs,
                            AppSpec::name,
                            (spec, plans, state) -> state.find(spec.name())
                                    .map(known -> plans.startAnew(known, spec, asked.of(spec.name())))
                                    .orElseGet(() -> plans.add(state.nextId(), spec, asked.of(spec.name())))));
        }
    }

    /** Declares apps anew, up or down; those that are not there yet are added and run. */
    Made update(List<AppSpec> specs) throws FaultException {
        var cause = "daruma update "
                + String.join(
                        " ", specs.stream().map(spec -> spec.name().value()).toList());
        var asked = asked(cause, specs);
        synchronized (this) {
            requireApart(specs);
            requireNoCircle(specs);
            return plan(
                    cause,
                    "update",
                    each(
                            specs,
                            AppSpec::name,
                            (spec, plans, state) -> state.find(spec.name())
                                    .map(known -> plans.update(known, spec, asked.of(spec.name())))
                                    .orElseGet(() -> plans.add(state.nextId(), spec, asked.of(spec.name())))));
        }
    }

    synchronized Made scale(List<String> selectors, Size size) throws FaultException {
        var cause = "daruma scale " + String.join(" ", selectors) + " " + size;
        // Its files are as they are: a scaling brings no other ones.
        var asked = new Asked(cause, wall.get(), Optional.empty());
        return plan(cause, "scale", whole(selectors, "scale", (app, plans) -> plans.scale(app, size, asked)));
    }

    Made reload(List<String> selectors, Optional<Map<String, String>> inheritedEnv, String cause)
            throws FaultException {
        var asked = asked(cause, specs(selectors));
        synchronized (this) {
            return plan(
                    cause,
                    "reload",
                    whole(
                            selectors,
                            "reload",
                            (app, plans) -> plans.reload(
                                    app, inheritedEnv, asked.of(app.spec().name()))));
        }
    }

    synchronized Made rollout(Request.Rollout request) throws FaultException {
        var verb = request.step().name().toLowerCase(Locale.ROOT);
        var cause = "daruma rollout " + verb + " " + String.join(" ", request.selectors());
        return plan(cause, verb, whole(request.selectors(), verb, (app, plans) -> switch (request.step()) {
            case PAUSE -> plans.pause(app);
            case RESUME -> plans.resume(app);
            case UNDO -> plans.undo(app, request.to(), cause);
            case RESTART -> throw new IllegalArgumentException("that is a reload");
        }));
    }

    /** Why the rollout of this generation has failed, if this daemon saw it; also when the way back from it is over. */
    synchronized Optional<String> failureOf(AppName app, long generation) {
        return Optional.ofNullable(failed.get(app))
                .filter(it -> it.generation() == generation)
                .map(FailedRollout::why);
    }

    private record FailedRollout(long generation, String why) {}

    /** A rollout is over; nothing changes if what is desired is another thing by now. */
    synchronized void rolloutOver(AppName app, long generation, RollingUpdate.Verdict verdict) throws FaultException {
        var known = store.state().find(app);
        if (known.isEmpty()
                || known.get().specGeneration() != generation
                || known.get().rollout().isEmpty()) {
            return;
        }
        if (verdict instanceof RollingUpdate.Verdict.Failed(var why)) {
            failed.put(app, new FailedRollout(generation, why));
        }
        var next = RollingUpdate.after(known.get(), verdict);
        if (!next.equals(known.get())) {
            change("the rollout of " + app + " is over", state -> state.put(next), () -> List.of(app));
        }
    }

    /** The specs of an update, with what it says of environments carried out. */
    List<AppSpec> completed(Request.Update request) {
        return request.apps().stream()
                .map(spec -> find(spec.name())
                        .map(known -> completed(request, spec, known.spec()))
                        .orElse(spec))
                .toList();
    }

    private static AppSpec completed(Request.Update request, AppSpec spec, AppSpec known) {
        var env = new TreeMap<String, String>();
        if (request.mergeEnv()) {
            env.putAll(known.env());
            request.unsetEnv().forEach(env::remove);
        }
        env.putAll(spec.env());
        return spec.withEnv(env).withInheritedEnv(request.updateEnv() ? spec.inheritedEnv() : known.inheritedEnv());
    }

    private static void requireApart(List<AppSpec> specs) throws FaultException {
        if (specs.stream().map(AppSpec::name).distinct().count() != specs.size()) {
            throw new FaultException(new Fault.InvalidSpec(
                    Optional.empty(), "two of the apps have the same name: every app needs one of its own"));
        }
    }

    /** The apps that selectors select, as they are declared. */
    List<AppSpec> specs(List<String> selectors) throws FaultException {
        return names(select(selectors)).stream()
                .flatMap(name -> find(name).stream())
                .map(DesiredApp::spec)
                .toList();
    }

    /** Reads the files of programs, so it is not for whoever holds the lock. */
    private AskedOf asked(String by, List<AppSpec> specs) {
        var digests = new TreeMap<AppName, Optional<String>>();
        specs.forEach(spec -> digests.put(spec.name(), ProgramDigest.of(spec)));
        var at = wall.get();
        return app -> new Asked(by, at, digests.getOrDefault(app, Optional.empty()));
    }

    /** Who asked for what of each app, and which files it runs now. */
    private interface AskedOf {
        Asked of(AppName app);
    }

    /** What is to become of one app, seen what has become of the others. */
    private record Intent(AppName app, BiFunction<Plans, DesiredState, Optional<Planned>> plan) {}

    private interface Step<T> {
        Planned plan(T subject, Plans plans, DesiredState state);
    }

    private static <T> List<Intent> each(List<T> subjects, Function<T, AppName> name, Step<T> step) {
        return subjects.stream()
                .map(it -> new Intent(name.apply(it), (plans, state) -> Optional.of(step.plan(it, plans, state))))
                .toList();
    }

    private List<Intent> whole(List<String> selectors, String verb, BiFunction<DesiredApp, Plans, Planned> step)
            throws FaultException {
        var targets = select(selectors);
        for (var target : targets) {
            if (target.slot().isPresent()) {
                throw new FaultException(new Fault.Impossible(
                        target.app(),
                        verb,
                        target.app() + "/" + target.slot().getAsInt()
                                + " is one instance of it, and this is about all of them. One alone can be started again:"
                                + " daruma restart " + target.app() + "/"
                                + target.slot().getAsInt()));
            }
        }
        return names(targets).stream()
                .map(name -> new Intent(name, (plans, state) -> state.find(name).map(app -> step.apply(app, plans))))
                .toList();
    }

    private Made plan(String cause, String verb, List<Intent> intents) throws FaultException {
        var next = store.state();
        var planned = new ArrayList<DesiredApp>();
        var notices = new ArrayList<String>();
        for (var intent : intents) {
            try {
                var plan =
                        intent.plan().apply(new Plans(backendPorts, next.apps().values()), next);
                if (plan.isPresent()) {
                    planned.add(plan.get().app());
                    notices.addAll(plan.get().notices());
                    next = next.put(plan.get().app());
                }
            } catch (Refused e) {
                throw new FaultException(new Fault.Impossible(intent.app(), verb, String.valueOf(e.getMessage())));
            }
        }
        var made = change(
                cause,
                state -> {
                    var changed = state;
                    for (var app : planned) {
                        changed = changed.put(app);
                    }
                    return changed;
                },
                () -> intents.stream().map(Intent::app).toList());
        return new Made(made.apps(), made.slots(), made.ticket(), made.before(), made.desired(), notices);
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
        return new Made(names, Map.of(), ticket, before, store.state().apps(), List.of());
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
                yield new Made(about.get(), slots, loop.desire(state.apps(), cause), before, state.apps(), List.of());
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
