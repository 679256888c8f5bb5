package daruma.supervisor.loop;

import daruma.model.AppName;
import daruma.model.DesiredApp;
import daruma.model.InstanceId;
import daruma.model.StopPolicy;
import daruma.supervisor.lifecycle.Action;
import daruma.supervisor.lifecycle.Aim;
import daruma.supervisor.lifecycle.Goal;
import daruma.supervisor.lifecycle.Instance;
import daruma.supervisor.lifecycle.InstanceEvent;
import daruma.supervisor.lifecycle.InstanceMemory;
import daruma.supervisor.lifecycle.InstanceState;
import daruma.supervisor.lifecycle.Lifecycle;
import daruma.supervisor.lifecycle.Told;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Owns the state of every instance. One thread calls {@link #run()}, or a simulator calls {@link #step()}; any thread may
 * call {@link #post}, {@link #desire}, {@link #remark}, {@link #observed} and {@link #listen}. Steps are taken one at a
 * time: by the thread that runs, or while that sleeps by one that brings news.
 *
 * <p>Each step takes one thing that happened, lets {@link Lifecycle} decide, performs the actions, appends to the
 * chronicle and publishes, in this order: a program that died is on its way again before anything is written. Should the
 * daemon die in between, the run directories tell what the chronicle lacks.
 *
 * <p>An exception out of a port is a mistake of ours: it ends {@link #run()}, and the daemon with it, which is kept up and
 * adopts what lives. Running on with a state that is half right would be worse.
 */
public final class SupervisorLoop implements AutoCloseable {
    private static final int STEPS_WITHOUT_PUBLICATION = 64;
    /** For what was left by an app of which nothing is known. */
    private static final Goal UNKNOWN = new Goal.Gone(StopPolicy.DEFAULT);

    private final Ports ports;
    private final RandomGenerator luck;
    private final Inbox inbox = new Inbox();
    private final TreeMap<InstanceId, Instance> instances = new TreeMap<>();
    private final Alarms alarms = new Alarms();
    /** Numbers of slots that are gone: late news about their processes must not meet a new one with the same number. */
    private final Map<InstanceId, Long> usedNumbers = new HashMap<>();

    private final GuardDuty guard = new GuardDuty();
    private final StartOrder order = new StartOrder();
    private final Groups groups = new Groups();
    private final Rollouts rollouts = new Rollouts();
    /** Whether a state has changed since whoever waits for others has looked. */
    private boolean moved;

    private final Queue<Runnable> signs = new ConcurrentLinkedQueue<>();
    private final List<Consumer<Observed>> listeners = new CopyOnWriteArrayList<>();
    private TreeMap<AppName, DesiredApp> desired = new TreeMap<>();
    private long seen;
    private final Recording recording;
    private @Nullable Recovery recovery;
    private int unpublished;
    private volatile Observed observed = Observed.nothing();
    private volatile @Nullable Thread owner;
    private volatile @Nullable Throwable broken;
    /** Until when the owner means to sleep. */
    private Instant asleepUntil = Instant.MIN;

    /** Held by whoever takes a step; everything above that is not volatile belongs to him. */
    private final ReentrantLock turn = new ReentrantLock();

    private volatile boolean closed;

    /**
     * A loop that has not begun: the first step looks at what is known from before.
     *
     * @param luck by which waits are varied; asked by the loop's thread only
     */
    public SupervisorLoop(Ports ports, RandomGenerator luck, Recovery recovery) {
        this.ports = ports;
        this.luck = luck;
        this.recovery = recovery;
        this.recording = new Recording(ports.chronicle(), ports.clock(), recovery.lastEventId());
    }

    /**
     * Tells what happened to a process. Never refuses, and waits for nobody: if the loop sleeps, the caller takes the
     * steps that follow, because a restart is not to wait until another thread has got a processor.
     */
    public void post(InstanceEvent.About news) {
        inbox.post(news);
        if (owner == null || turn.isHeldByCurrentThread() || !turn.tryLock()) {
            wake();
            return;
        }
        try {
            takeNews();
            if (!inbox.isEmpty() || wakeAt().orElse(Instant.MAX).isBefore(asleepUntil)) {
                wake();
            }
        } catch (RuntimeException | Error e) {
            broken = e;
            wake();
        } finally {
            turn.unlock();
        }
    }

    /** Only news: requests, deadlines and signs of life are the owner's. */
    private void takeNews() {
        if (recovery != null) {
            return; // what was found comes first
        }
        while (!closed && broken == null) {
            var news = inbox.nextNews();
            if (news == null) {
                return;
            }
            take(news);
            lookAround();
            if (unpublished >= STEPS_WITHOUT_PUBLICATION || (unpublished > 0 && inbox.isEmpty())) {
                publish();
            }
        }
    }

    /**
     * Tells what is desired from now on: the whole picture, made durable before.
     *
     * @param cause who asked for what, for people: {@code daruma restart web}
     * @return a ticket; once {@link Observed#seen()} has reached it, the change is contained in what is observed
     */
    public long desire(Map<AppName, DesiredApp> newDesired, String cause) {
        var ticket = inbox.desire(newDesired, cause);
        wake();
        return ticket;
    }

    /**
     * Lets the restarts of these apps count from zero again.
     *
     * @param why who asked for it, for people: {@code daruma reset web}
     * @return a ticket as of {@link #desire}
     */
    public long reset(Set<AppName> apps, String why) {
        var ticket = inbox.reset(apps, why);
        wake();
        return ticket;
    }

    /**
     * Records an event that is about no instance, such as one of the daemon itself, under the next number.
     *
     * @return whether there was room for it
     */
    public boolean remark(String object, Told told) {
        var accepted = inbox.remark(object, told);
        wake();
        return accepted;
    }

    /**
     * Asks for a sign of life: the loop's thread runs this at its next turn, before anything else. For a watchdog, which is to
     * be told that the loop turns and not merely that the process is there.
     *
     * @param sign must be quick and must not throw
     */
    public void askForSign(Runnable sign) {
        signs.add(sign);
        wake();
    }

    /** What is known, as of a moment ago. */
    public Observed observed() {
        return observed;
    }

    /** One instance as it is decided to be, which may not be published yet. Waits for a step that is being taken. */
    public Optional<Instance> find(InstanceId id) {
        turn.lock();
        try {
            return Optional.ofNullable(instances.get(id));
        } finally {
            turn.unlock();
        }
    }

    /**
     * Calls back with each publication, on the loop's thread: the listener must be quick and must not throw. Several steps
     * in quick succession can be published together.
     *
     * @return ends the calls when closed
     */
    public Subscription listen(Consumer<Observed> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    /** Ends when closed. */
    public interface Subscription extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * Works until {@link #close()}: the calling thread sees to wake-ups and to what nobody else does. To be called once.
     *
     * @throws IllegalStateException if a step of another thread failed
     */
    public void run() {
        owner = Thread.currentThread();
        while (!closed) {
            if (broken != null) {
                throw new IllegalStateException("a step failed", broken);
            }
            if (!step()) {
                sleep();
            }
        }
    }

    /** Ends {@link #run()} after the present step. What is supervised lives on. */
    @Override
    public void close() {
        closed = true;
        wake();
    }

    /**
     * Takes one thing that happened, or one wake-up that is due. One thread at a time; any other waits.
     *
     * @return false if there was nothing to do
     */
    public boolean step() {
        turn.lock();
        try {
            var worked = work();
            lookAround();
            if (unpublished > 0 && (!worked || unpublished >= STEPS_WITHOUT_PUBLICATION || inbox.isEmpty())) {
                publish();
            }
            return worked;
        } finally {
            turn.unlock();
        }
    }

    /** When there will be something to do even if nothing happens; empty: never. Waits for a step that is being taken. */
    public Optional<Instant> nextWake() {
        turn.lock();
        try {
            return wakeAt();
        } finally {
            turn.unlock();
        }
    }

    private Optional<Instant> wakeAt() {
        return Stream.of(alarms.next(), rollouts.nextWake())
                .flatMap(Optional::stream)
                .min(Comparator.naturalOrder());
    }

    private boolean work() {
        var known = recovery;
        if (known != null) {
            recovery = null;
            recover(known);
            return true;
        }
        var sign = signs.poll();
        if (sign != null) {
            sign.run();
            return true;
        }
        var news = inbox.nextNews();
        if (news != null) {
            take(news);
            return true;
        }
        var now = ports.clock().now();
        var due = alarms.due(now);
        if (due.isPresent()) {
            decide(due.get(), new InstanceEvent.DeadlinePassed(), now);
            return true;
        }
        if (rollouts.nextWake().filter(at -> !at.isAfter(now)).isPresent()) {
            return true; // whoever looks around sees to it
        }
        return switch (inbox.nextRequest()) {
            case Inbox.Desire request -> {
                seen = request.ticket();
                reconcile(request.desired(), request.cause(), now);
                yield true;
            }
            case Inbox.Reset request -> {
                seen = request.ticket();
                unpublished++;
                for (var id : List.copyOf(instances.keySet())) {
                    if (request.apps().contains(id.app())) {
                        decide(id, new InstanceEvent.CountsReset(request.why()), now);
                    }
                }
                yield true;
            }
            case Inbox.Remark(var object, var told) -> {
                recording.remark(object, told);
                yield true;
            }
            case null -> false;
        };
    }

    private void take(InstanceEvent.About news) {
        if (instances.containsKey(news.incarnation().instance())) {
            decide(news.incarnation().instance(), news, ports.clock().now());
        }
    }

    // ---- coming back -----------------------------------------------------------------------------------------------

    private void recover(Recovery known) {
        var now = ports.clock().now();
        desired = new TreeMap<>(known.desired());
        order.desire(known.desired());
        rollouts.desire(known.desired());
        for (var memory : known.memories()) {
            groups.recall(memory.notAfter(now));
            keep(Lifecycle.recall(
                    memory,
                    goalOf(
                            memory.id(),
                            UNKNOWN,
                            memory.lived().map(InstanceMemory.Lived::aim).orElse(null)),
                    now));
        }
        for (var event : known.inOrder()) {
            var id = event.incarnation().instance();
            if (!instances.containsKey(id)) {
                keep(Lifecycle.begin(id, goalOf(id, UNKNOWN, null), 0, now));
            }
            decide(id, event, now);
        }
        // What is launched in answer to these is a launch under way too, but not one that is remembered.
        for (var memory : known.takenByTheMachine()) {
            var instance = instances.get(memory.id());
            if (instance != null) {
                var goal = order.afterTheMachine(instance.goal(), this::of);
                decide(memory.id(), new InstanceEvent.GoalChanged(goal, "the machine came back"), now);
                decide(memory.id(), Recovery.endWithTheMachine(memory, now), now);
            }
        }
        reconcile(known.desired(), "the daemon came back", now);
    }

    // ---- what is wanted --------------------------------------------------------------------------------------------

    private void reconcile(Map<AppName, DesiredApp> newDesired, String cause, Instant now) {
        desired = new TreeMap<>(newDesired);
        order.desire(newDesired);
        rollouts.desire(newDesired);
        unpublished++;
        for (var app : desired.values()) {
            app.present().forEach(slot -> fill(app, slot, now));
        }
        for (var id : List.copyOf(instances.keySet())) {
            var instance = instances.get(id);
            if (instance != null) {
                decide(id, new InstanceEvent.GoalChanged(inOrder(instance), cause), now);
            }
        }
    }

    private void fill(DesiredApp app, int slot, Instant now) {
        var id = new InstanceId(app.spec().name(), slot);
        if (!instances.containsKey(id)) {
            keep(Lifecycle.begin(id, rollouts.goal(app, slot, null), usedNumbers.getOrDefault(id, 0L), now));
        }
    }

    private Goal inOrder(Instance instance) {
        return order.inOrder(instance, goalOf(instance.id(), instance.goal(), livingAim(instance)), this::of);
    }

    /** Whoever waited for others looks whether they have come as far as they must. */
    private void goOnInOrder() {
        while (moved) {
            moved = false;
            for (var id : order.matters() ? List.copyOf(instances.keySet()) : List.<InstanceId>of()) {
                var instance = instances.get(id);
                if (instance != null) {
                    var goal = inOrder(instance);
                    if (!goal.equals(instance.goal())) {
                        decide(
                                id,
                                new InstanceEvent.GoalChanged(goal, StartOrder.cause(goal)),
                                ports.clock().now());
                    }
                }
            }
        }
    }

    private Goal goalOf(InstanceId id, Goal lastKnown, @Nullable Aim living) {
        var app = desired.get(id.app());
        return app == null
                ? new Goal.Gone(lastKnown.stop(), lastKnown.drains())
                : rollouts.goal(app, id.slot(), living);
    }

    private static @Nullable Aim livingAim(Instance instance) {
        return instance.state() instanceof InstanceState.Living living ? living.aim() : null;
    }

    // ---- one after the other ---------------------------------------------------------------------------------------

    private void goOnWithRollouts() {
        var now = ports.clock().now();
        for (var next = rollouts.next(now); next.isPresent(); next = rollouts.next(now)) {
            var app = desired.get(next.get());
            if (app == null) {
                continue;
            }
            var name = app.spec().name();
            var over = rollouts.look(app, of(name), now);
            for (var i = 0; i < rollouts.standIns(app); i++) {
                fill(app, app.spec().replicas() + i, now);
            }
            for (var instance : of(name)) {
                var goal = inOrder(instance);
                if (!goal.equals(instance.goal()) || isStillToBegin(instance)) {
                    decide(instance.id(), new InstanceEvent.GoalChanged(goal, Rollouts.cause(app)), now);
                }
            }
            if (over.isPresent()) {
                recording.remark(name.value(), Rollouts.told(app, over.get()));
                ports.rollouts().over(name, app.specGeneration(), over.get());
            }
            if (rollouts.isAwaited(name)) {
                guard.ask(name);
            }
        }
    }

    /** One that was only just thought of. */
    private static boolean isStillToBegin(Instance instance) {
        return instance.state() instanceof InstanceState.Stopped && !(instance.goal() instanceof Goal.Down);
    }

    // ---- health as a whole -----------------------------------------------------------------------------------------

    /** What follows for others than the one that something happened to. */
    private void lookAround() {
        do {
            goOnInOrder();
            goOnWithRollouts();
            lookAfterTheSick();
        } while ((moved && order.matters()) || rollouts.haveChanged());
    }

    private void lookAfterTheSick() {
        for (var next = guard.next(); next.isPresent(); next = guard.next()) {
            var app = next.get();
            var duty = guard.look(app, of(app));
            duty.told().ifPresent(told -> recording.remark(app.value(), told));
            for (var ruling : duty.rulings()) {
                var now = ports.clock().now();
                decide(ruling.incarnation().instance(), afterItsReplacement(ruling, now), now);
            }
        }
    }

    /** One that lives and may be replaced first is not ended before. */
    private InstanceEvent.About afterItsReplacement(InstanceEvent.About ruling, Instant now) {
        var id = ruling.incarnation().instance();
        var app = desired.get(id.app());
        var instance = instances.get(id);
        return ruling instanceof InstanceEvent.HealingAllowed
                        && app != null
                        && instance != null
                        && !rollouts.mayEnd(app, instance, ruling.incarnation(), of(id.app()), now)
                ? new InstanceEvent.HealingWithheld(ruling.incarnation(), Rollouts.REPLACED_FIRST_RULE)
                : ruling;
    }

    /** Those beyond the replicas included. */
    private Collection<Instance> of(AppName app) {
        return List.copyOf(instances
                .subMap(new InstanceId(app, 0), true, new InstanceId(app, InstanceId.MAX_SLOT), true)
                .values());
    }

    // ---- deciding and acting ---------------------------------------------------------------------------------------

    private void decide(InstanceId id, InstanceEvent event, Instant now) {
        var before = instances.get(id);
        if (before == null) {
            return;
        }
        var decision = Lifecycle.decide(before, event, now, luck.nextDouble());
        var forgotten = false;
        for (var action : decision.actions()) {
            if (action instanceof Action.Forget) {
                forgotten = true;
            } else {
                perform(action);
            }
        }
        var consequence = groups.after(before, decision.next(), event, desired.values(), this::of, now);
        var decided = consequence.deaths().map(decision.next()::with).orElse(decision.next());
        var next = recording.record(before, decided, decision.told(), forgotten);
        moved |= !next.state().equals(before.state());
        if (forgotten) {
            // Last: the run directory is what tells an end that the chronicle does not have yet.
            ports.launcher().forget(id);
            drop(next);
            order.gone(id, of(id.app()));
        } else if (!next.equals(before)) {
            keep(next);
        }
        consequence.alert().ifPresent(told -> recording.remark(id.app().value(), told));
        for (var along : consequence.along()) {
            decide(along.incarnation().instance(), along, now);
        }
    }

    private void perform(Action action) {
        switch (action) {
            case Action.Launch(var order) -> ports.launcher().launch(order);
            case Action.Drain(var incarnation) -> ports.traffic().drain(incarnation);
            case Action.Terminate(var incarnation, var signal) ->
                ports.launcher().terminate(incarnation, signal);
            case Action.Kill(var incarnation) -> ports.launcher().kill(incarnation);
            case Action.WatchReadiness watch -> ports.readiness().watch(watch);
            case Action.ForgetReadiness(var incarnation) -> ports.readiness().forget(incarnation);
            case Action.WatchHealth watch -> ports.health().watch(watch);
            case Action.ForgetLiveness(var incarnation) -> ports.health().ending(incarnation);
            case Action.ForgetHealth(var incarnation) -> ports.health().forget(incarnation);
            case Action.Gather gather -> ports.evidence().gather(gather);
            case Action.Forget(var instance) -> ports.launcher().forget(instance);
        }
    }

    private void keep(Instance instance) {
        alarms.move(instances.put(instance.id(), instance), instance);
        guard.saw(instance);
        rollouts.saw(instance, desired);
        unpublished++;
    }

    private void drop(Instance instance) {
        alarms.move(instances.remove(instance.id()), null);
        guard.gone(instance.id());
        rollouts.saw(instance, desired);
        usedNumbers.put(instance.id(), instance.memory().incarnation());
        unpublished++;
    }

    private void publish() {
        unpublished = 0;
        var published = new Observed(observed.revision() + 1, seen, desired, instances);
        observed = published;
        for (var listener : listeners) {
            listener.accept(published);
        }
    }

    private void wake() {
        LockSupport.unpark(owner);
    }

    private void sleep() {
        turn.lock();
        try {
            if (!inbox.isEmpty() || !signs.isEmpty() || closed) {
                return;
            }
            asleepUntil = nextWake().orElse(Instant.MAX);
        } finally {
            turn.unlock();
        }
        if (asleepUntil.equals(Instant.MAX)) {
            LockSupport.park(this);
            return;
        }
        var nanos = Duration.between(ports.clock().now(), asleepUntil).toNanos();
        if (nanos > 0) {
            LockSupport.parkNanos(this, nanos);
        }
    }
}
