package daruma.testkit.simulator;

import daruma.model.AppName;
import daruma.model.Event;
import daruma.model.Incarnation;
import daruma.model.InstanceId;
import daruma.model.Signal;
import daruma.supervisor.health.Ailment;
import daruma.supervisor.lifecycle.Action;
import daruma.supervisor.lifecycle.InstanceEvent;
import daruma.supervisor.lifecycle.LaunchOrder;
import daruma.supervisor.loop.Chronicle;
import daruma.supervisor.loop.Clock;
import daruma.supervisor.loop.HealthWatch;
import daruma.supervisor.loop.Ports;
import daruma.supervisor.loop.ProcessLauncher;
import daruma.supervisor.loop.ReadinessWatch;
import daruma.supervisor.loop.Recovery;
import daruma.supervisor.loop.SupervisorLoop;
import daruma.supervisor.rollout.RollingUpdate;
import daruma.testkit.FakeHealthWatch;
import daruma.testkit.FakeLauncher;
import daruma.testkit.FakeMachine;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.random.RandomGenerator;

/** One life of the daemon: the real loop, with ports onto the fake machine. */
final class SimulatedDaemon implements ProcessLauncher, ReadinessWatch, Chronicle {
    private final FakeMachine machine;
    private final Disk disk;
    private final RandomGenerator chance;
    private final Sabotage sabotage;
    private final Clock clock;
    private final SupervisorLoop loop;
    private final FakeLauncher launcher;
    private final Set<Incarnation> watched = new HashSet<>();
    private final Set<Incarnation> ended = new HashSet<>();
    private final List<Event> told = new ArrayList<>();
    private final FakeHealthWatch health = new FakeHealthWatch();
    private boolean alive = true;
    private int diesInCalls = Integer.MAX_VALUE;

    SimulatedDaemon(FakeMachine machine, Disk disk, RandomGenerator chance, Sabotage sabotage) {
        this.machine = machine;
        this.disk = disk;
        this.chance = chance;
        this.sabotage = sabotage;
        this.clock = machine.clock().ofDaemon();
        var found = sabotage == Sabotage.DOES_NOT_LOOK ? List.<InstanceEvent.Found>of() : look();
        var recovery = new Recovery(
                disk.desired(), sabotage == Sabotage.FORGETS ? List.of() : disk.memories(), found, disk.lastEventId());
        this.loop = new SupervisorLoop(
                new Ports(this, this, new Health(), this::gather, this::drain, this::over, this, clock),
                chance,
                recovery);
        this.launcher = new FakeLauncher(machine, clock, this::delay, this::hear);
    }

    SupervisorLoop loop() {
        return loop;
    }

    /** What was told since this was asked before. */
    List<Event> newEvents() {
        var events = List.copyOf(told);
        told.clear();
        return events;
    }

    Clock clock() {
        return clock;
    }

    /** It is killed in its n-th call of a port from now, before or after the call has had its effect. */
    void dieIn(int calls) {
        diesInCalls = calls;
    }

    /** It is gone. What it had under way has happened or has not. */
    void die() {
        alive = false;
        var undecided = launcher.underWay();
        launcher.abandon();
        for (var order : undecided) {
            if (chance.nextBoolean()) {
                machine.spawn(order);
            }
        }
        disk.crash();
    }

    // ---- what a daemon that comes back sees
    // --------------------------------------------------------------------------

    private List<InstanceEvent.Found> look() {
        var found = new ArrayList<InstanceEvent.Found>();
        for (var run : machine.runs()) {
            if (run.treeAlive() && run.end().isPresent()) {
                machine.kill(run.incarnation()); // strays of a program that has ended: the slot must be free
            }
            found.add(run.treeAlive() ? adopted(run) : endOf(run));
        }
        return found;
    }

    private InstanceEvent.Adopted adopted(FakeMachine.Run run) {
        return new InstanceEvent.Adopted(
                run.incarnation(),
                run.process().orElseThrow(),
                run.launched().aim(),
                run.launchedAtWall(),
                Optional.empty(),
                OptionalInt.empty());
    }

    private static InstanceEvent.Ended endOf(FakeMachine.Run run) {
        return new InstanceEvent.Ended(
                run.incarnation(), run.end().orElseThrow(), run.uptime(), run.endedAtWall(), false);
    }

    // ---- news
    // --------------------------------------------------------------------------------------------------------

    /** Late by a little, so that news overtake each other, and now and then twice. */
    private void tell(InstanceEvent.About news) {
        machine.in(delay(), () -> post(news));
        if (chance.nextInt(50) == 0) {
            machine.in(delay(), () -> post(news));
        }
    }

    private void hear(InstanceEvent.About news) {
        if (sabotage == Sabotage.LOSES_ENDS && news instanceof InstanceEvent.Ended && chance.nextInt(20) == 0) {
            return;
        }
        if (sabotage == Sabotage.LAUNCHES_TWICE && news instanceof InstanceEvent.Launched) {
            machine.run(news.incarnation())
                    .ifPresent(run -> machine.spawn(new LaunchOrder(
                            news.incarnation().next(), run.launched().app())));
        }
        tell(news);
    }

    void tellDegraded(Incarnation incarnation) {
        tell(new InstanceEvent.Degraded(incarnation, "its shim is gone; how it ends will not be known"));
    }

    private void post(InstanceEvent.About news) {
        if (alive) {
            if (news instanceof InstanceEvent.Ended) {
                ended.add(news.incarnation());
            }
            loop.post(news);
        }
    }

    private Duration delay() {
        return Duration.ofNanos(chance.nextInt(1, 3_000_000));
    }

    // ---- ports
    // -------------------------------------------------------------------------------------------------------

    @Override
    public void launch(LaunchOrder order) {
        perform(() -> launcher.launch(order));
    }

    @Override
    public void terminate(Incarnation incarnation, Signal signal) {
        signal(incarnation, () -> launcher.terminate(incarnation, signal));
    }

    @Override
    public void kill(Incarnation incarnation) {
        signal(incarnation, () -> launcher.kill(incarnation));
    }

    private void signal(Incarnation incarnation, Runnable how) {
        if (ended.contains(incarnation)) {
            throw new Broken("signal", incarnation + " is signalled after its end was told");
        }
        if (sabotage != Sabotage.CANNOT_STOP) {
            perform(how);
        }
    }

    @Override
    public void forget(InstanceId instance) {
        perform(() -> launcher.forget(instance));
    }

    @Override
    public void watch(Action.WatchReadiness request) {
        perform(() -> {
            watched.add(request.incarnation());
            whenReady(request.incarnation(), () -> tellReady(request));
        });
    }

    private void whenReady(Incarnation incarnation, Runnable what) {
        machine.run(incarnation)
                .flatMap(run ->
                        run.script().readyAfter().map(after -> run.launchedAt().plus(after)))
                .ifPresent(readyAt -> {
                    var wait = Duration.between(machine.clock().monotonic(), readyAt);
                    machine.in(wait.isNegative() ? delay() : wait.plus(delay()), what);
                });
    }

    private void tellReady(Action.WatchReadiness request) {
        if (alive && watched.contains(request.incarnation())) {
            machine.run(request.incarnation())
                    .filter(run -> run.end().isEmpty())
                    .ifPresent(run -> tell(new InstanceEvent.BecameReady(
                            request.incarnation(), "port 3000 accepts connections", OptionalInt.of(3_000))));
        }
    }

    @Override
    public void forget(Incarnation incarnation) {
        perform(() -> watched.remove(incarnation));
    }

    /** Whose health is looked after. */
    Collection<Incarnation> watchedHealth() {
        return health.watched().stream()
                .map(Action.WatchHealth::incarnation)
                .filter(health::looksAtLiveness)
                .toList();
    }

    void tellReadiness(Incarnation incarnation, boolean ready) {
        tell(new InstanceEvent.ReadinessChanged(
                incarnation, ready, "readiness probe: HTTP " + (ready ? "200" : "503") + " from /readyz"));
    }

    void tellAiling(Incarnation incarnation, Ailment ailment) {
        tell(new InstanceEvent.Ailing(
                incarnation, ailment, "as a test has it", "3 failures in a row", Optional.empty()));
        if (sabotage == Sabotage.HEALS_WITHOUT_ASKING) {
            tell(new InstanceEvent.HealingAllowed(incarnation));
        }
    }

    void tellRecovered(Incarnation incarnation, Ailment ailment) {
        tell(new InstanceEvent.Recovered(incarnation, ailment, "it succeeds again"));
    }

    /** Finds what ails a program also after a daemon came back, and says so again and again. */
    private final class Health implements HealthWatch {
        @Override
        public void watch(Action.WatchHealth request) {
            perform(() -> {
                health.watch(request);
                look(request.incarnation());
                var declared = request.health();
                if (!request.ready()
                        && (declared.startup().isPresent()
                                || declared.readiness().isPresent())) {
                    whenReady(request.incarnation(), () -> {
                        if (health.looksAtLiveness(request.incarnation())) {
                            tellReadiness(request.incarnation(), true);
                        }
                    });
                }
            });
        }

        private void look(Incarnation incarnation) {
            machine.in(Duration.ofSeconds(chance.nextInt(1, 20)), () -> {
                if (alive && health.looksAtLiveness(incarnation)) {
                    machine.run(incarnation)
                            .flatMap(FakeMachine.Run::ailment)
                            .ifPresent(ailment -> tellAiling(incarnation, ailment));
                    look(incarnation);
                }
            });
        }

        @Override
        public void ending(Incarnation incarnation) {
            perform(() -> health.ending(incarnation));
        }

        @Override
        public void forget(Incarnation incarnation) {
            perform(() -> health.forget(incarnation));
        }
    }

    /** Quick, slow, or never answered: nothing may wait for ever. */
    private void gather(Action.Gather request) {
        perform(() -> {
            if (chance.nextInt(4) > 0) {
                machine.in(
                        Duration.ofMillis(chance.nextInt(0, 3_000)),
                        () -> post(new InstanceEvent.Gathered(request.incarnation())));
            }
        });
    }

    /** Answered at once, late, or never. */
    private void drain(Incarnation incarnation) {
        perform(() -> {
            if (chance.nextInt(4) > 0) {
                machine.in(
                        Duration.ofMillis(chance.nextInt(0, 12_000)),
                        () -> post(new InstanceEvent.Drained(incarnation, "no request is under way")));
            }
        });
    }

    /** As a daemon does it, a moment later: durable first, then told. */
    private void over(AppName app, long generation, RollingUpdate.Verdict verdict) {
        perform(() -> machine.in(delay(), () -> {
            var known = disk.desired().get(app);
            if (alive
                    && known != null
                    && known.specGeneration() == generation
                    && known.rollout().isPresent()) {
                var picture = new HashMap<>(disk.desired());
                picture.put(app, RollingUpdate.after(known, verdict));
                disk.desired(picture);
                loop.desire(picture, "the rollout of " + app + " is over");
            }
        }));
    }

    @Override
    public void append(Entry entry) {
        entry.events().forEach(event -> told.add(sabotage == Sabotage.TELLS_NO_CAUSE ? withoutCause(event) : event));
        perform(() -> disk.append(entry));
    }

    private static Event withoutCause(Event event) {
        return new Event(
                event.id(),
                event.at(),
                event.type(),
                event.reason(),
                event.object(),
                event.incarnation(),
                event.message(),
                "",
                event.rule(),
                event.decision(),
                event.causedBy());
    }

    private void perform(Runnable effect) {
        if (!alive) {
            throw new IllegalStateException("a dead daemon acts");
        }
        diesInCalls--;
        if (diesInCalls <= 0 && chance.nextBoolean()) {
            throw new DaemonDied();
        }
        effect.run();
        if (diesInCalls <= 0) {
            throw new DaemonDied();
        }
    }
}
