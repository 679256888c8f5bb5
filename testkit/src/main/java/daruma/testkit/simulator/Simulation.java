package daruma.testkit.simulator;

import daruma.model.AppName;
import daruma.model.AppSpec;
import daruma.model.Backoff;
import daruma.model.Command;
import daruma.model.CrashLoopRule;
import daruma.model.Dependencies;
import daruma.model.DesiredApp;
import daruma.model.Event;
import daruma.model.ExitStatus;
import daruma.model.Health;
import daruma.model.Incarnation;
import daruma.model.InstanceId;
import daruma.model.Probe;
import daruma.model.ProbeCheck;
import daruma.model.ProgramKind;
import daruma.model.Release;
import daruma.model.RestartMode;
import daruma.model.RestartPolicy;
import daruma.model.Signal;
import daruma.model.StopPolicy;
import daruma.model.Traffic;
import daruma.model.UpdatePolicy;
import daruma.supervisor.health.Ailment;
import daruma.supervisor.lifecycle.Instance;
import daruma.supervisor.lifecycle.LaunchOrder;
import daruma.testkit.FakeClock;
import daruma.testkit.FakeMachine;
import daruma.testkit.Script;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One simulated history: apps with random policies and programs, random commands, faults of every kind, and the real loop.
 * Everything follows from the seed; the invariants are asked after every step, and again after a long quiet time.
 */
public final class Simulation {
    /** After the last fault: longer than every deadline and wait together. */
    private static final Duration QUIET = Duration.ofMinutes(5);

    private static final List<AppName> NAMES = List.of(new AppName("web"), new AppName("api"), new AppName("job"));
    private static final List<Ailment> AILMENTS = Stream.of(Ailment.values())
            .filter(it -> it != Ailment.START_OVERDUE)
            .toList();
    private static final List<Dependencies.Condition> CONDITIONS = List.of(Dependencies.Condition.values());
    private static final List<Dependencies.Strategy> STRATEGIES = List.of(Dependencies.Strategy.values());
    private static final List<UpdatePolicy.FailureAction> ACTIONS = List.of(UpdatePolicy.FailureAction.values());
    private static final double UP_TO_MINUTES = 5.3;
    private static final double UP_TO_AN_HOUR = 6.55;
    private static final int STORY_LINES = 60;

    private final Sabotage sabotage;
    /** As a power of ten, in milliseconds. */
    private final double longestPause;

    private final SplittableRandom chance;
    private final Dependencies.Strategy strategy;
    private final FakeClock clock = new FakeClock();
    private final FakeMachine machine = new FakeMachine(clock, this::script);
    private final Disk disk;
    private final Map<AppName, Script> scripts = new HashMap<>();
    private final Deque<Line> story = new ArrayDeque<>();
    private Map<InstanceId, Instance> before = new TreeMap<>();
    /** What was told since the last publication. */
    private final List<Event> toldSince = new ArrayList<>();

    private long lastRevision = -1;
    private SimulatedDaemon daemon;
    private int nextAppId;
    private long fingerprint = 17;
    private int step;

    private Simulation(long seed, Sabotage sabotage, double longestPause) {
        this.sabotage = sabotage;
        this.longestPause = longestPause;
        this.chance = new SplittableRandom(seed);
        this.strategy = STRATEGIES.get(chance.nextInt(STRATEGIES.size()));
        this.disk = new Disk(chance, sabotage);
        this.daemon = new SimulatedDaemon(machine, disk, chance, sabotage);
    }

    /**
     * What a run has shown.
     *
     * @param simulated how much time passed on the machine
     * @param launches how many programs were launched
     * @param fingerprint of everything that was told; the same for the same seed
     */
    public record Result(Duration simulated, int launches, int events, long fingerprint) {}

    /**
     * Runs one history.
     *
     * @throws Broken if an invariant does not hold
     */
    public static Result run(long seed, int steps, Sabotage sabotage) {
        var simulation = new Simulation(seed, sabotage, UP_TO_MINUTES);
        return simulation.told(seed, () -> simulation.run(steps, Duration.ZERO));
    }

    /**
     * Runs one long history, in which pauses of up to an hour are between the faults.
     *
     * @throws Broken if an invariant does not hold
     */
    public static Result runFor(Duration time, long seed, Sabotage sabotage) {
        var simulation = new Simulation(seed, sabotage, UP_TO_AN_HOUR);
        return simulation.told(seed, () -> simulation.run(0, time));
    }

    private Result told(long seed, Supplier<Result> history) {
        try {
            return history.get();
        } catch (Broken broken) {
            throw broken.at(seed, step, story());
        }
    }

    /** So many steps, and at least so long. */
    private Result run(int steps, Duration atLeast) {
        settle();
        var end = clock.monotonic().plus(atLeast);
        for (step = 1; step <= steps || clock.monotonic().isBefore(end); step++) {
            switch (chance.nextInt(15)) {
                case 0, 1, 2 -> command();
                case 3 -> fault();
                case 4 -> dieInTheMiddle();
                case 5, 6, 7 -> illness();
                default -> passTime();
            }
            settle();
        }
        beQuiet();
        return new Result(
                Duration.between(FakeClock.BEGINNING, clock.monotonic()),
                machine.runs().size(),
                disk.events().size(),
                fingerprint);
    }

    // ---- what happens
    // ------------------------------------------------------------------------------------------------

    private void command() {
        var picture = new HashMap<>(disk.desired());
        var name = NAMES.get(chance.nextInt(NAMES.size()));
        var app = picture.get(name);
        String what;
        if (app == null) {
            what = "start " + name;
            scripts.put(name, randomScript());
            picture.put(name, DesiredApp.first(nextAppId++, randomSpec(name)));
        } else {
            what = switch (chance.nextInt(14)) {
                case 9, 10 -> {
                    picture.put(name, app.running() ? app.reloaded() : app.startedAnew());
                    yield "reload " + name;
                }
                case 11, 12 -> {
                    var note = Release.Note.of(app.releases().nextNumber());
                    scripts.put(name, randomScript());
                    picture.put(name, app.updated(randomSpec(name), note));
                    yield "update " + name;
                }
                case 13 -> {
                    var pause = app.rollout().filter(it -> !it.paused()).isPresent();
                    picture.put(name, app.paused(pause, Optional.empty()));
                    yield (pause ? "pause " : "resume ") + name;
                }
                case 6 -> {
                    picture.put(name, app.stopped(anySlot(app)));
                    yield "stop an instance of " + name;
                }
                case 7 -> {
                    picture.put(name, app.restarted(anySlot(app)));
                    yield "restart an instance of " + name;
                }
                case 8 -> {
                    var fewer = app.deleted(anySlot(app));
                    if (fewer.present().isEmpty()) {
                        picture.remove(name);
                    } else {
                        picture.put(name, fewer);
                    }
                    yield "delete an instance of " + name;
                }
                case 0 -> {
                    picture.put(name, app.withRunning(false));
                    yield "stop " + name;
                }
                case 1 -> {
                    picture.remove(name);
                    yield "delete " + name;
                }
                case 2 -> {
                    scripts.put(name, randomScript());
                    picture.put(name, app.restarted());
                    yield "restart " + name;
                }
                case 3 -> {
                    picture.put(name, app.withSpec(randomSpec(name)));
                    yield "change " + name;
                }
                case 4 -> {
                    picture.put(name, app.withSpec(app.spec().withReplicas(chance.nextInt(1, 4))));
                    yield "scale " + name;
                }
                default -> {
                    picture.put(name, chance.nextBoolean() ? app.withRunning(true) : app.startedAnew());
                    yield "start " + name;
                }
            };
        }
        note(List.of(what, scripts.getOrDefault(name, Script.GOOD)));
        // Durable first, then told; a daemon that dies in between has only made it durable.
        disk.desired(picture);
        if (chance.nextInt(30) == 0) {
            restartDaemon("the daemon is killed before it hears of the command");
        } else {
            daemon.loop().desire(picture, "daruma " + what);
        }
    }

    private int anySlot(DesiredApp app) {
        return chance.nextInt(app.spec().replicas());
    }

    private void fault() {
        var alive = machine.alive();
        var victim = alive.isEmpty() ? null : alive.get(chance.nextInt(alive.size()));
        switch (chance.nextInt(8)) {
            case 0, 1, 2 -> {
                if (victim != null) {
                    note("crash " + victim.incarnation());
                    machine.crash(victim.incarnation());
                }
            }
            case 3 -> {
                if (victim != null) {
                    note("kill the shim of " + victim.incarnation());
                    machine.killShim(victim.incarnation());
                    daemon.tellDegraded(victim.incarnation());
                }
            }
            case 4 -> {
                note("no more processes for a while");
                machine.noMoreProcesses(new ExitStatus.NeverRan("fork", 11));
                machine.in(Duration.ofSeconds(chance.nextInt(1, 30)), () -> machine.processesAgain());
            }
            case 5 -> {
                var by = Duration.ofHours(chance.nextInt(-87_600, 87_600));
                note("the wall clock jumps by " + by);
                clock.jumpWall(by);
            }
            case 6 -> {
                note("the machine restarts");
                machine.processesAgain();
                daemon.die();
                machine.reboot();
                clock.advance(Duration.ofSeconds(20));
                comeBack();
            }
            default -> restartDaemon("kill -9 of the daemon");
        }
    }

    /** One falls sick, or all of an app together, or one is out of service, or what was sick is well again. */
    private void illness() {
        var watched = List.copyOf(daemon.watchedHealth());
        if (watched.isEmpty()) {
            return;
        }
        var one = watched.get(chance.nextInt(watched.size()));
        var siblings = watched.stream()
                .filter(other -> other.instance().app().equals(one.instance().app()))
                .toList();
        var ailment = AILMENTS.get(chance.nextInt(AILMENTS.size()));
        switch (chance.nextInt(6)) {
            case 0 -> {
                note("all of " + one.instance().app() + " fall sick: " + ailment);
                siblings.forEach(each -> fallSick(each, ailment));
            }
            case 1 -> {
                note(one.instance().app() + " is well again");
                for (var each : siblings) {
                    machine.run(each).flatMap(FakeMachine.Run::ailment).ifPresent(was -> {
                        machine.cure(each);
                        daemon.tellRecovered(each, was);
                    });
                }
            }
            case 2 -> {
                note(one + " is out of service");
                daemon.tellReadiness(one, false);
            }
            case 3 -> {
                note(one + " is in service");
                daemon.tellReadiness(one, true);
            }
            default -> {
                note(one + " falls sick: " + ailment);
                fallSick(one, ailment);
            }
        }
    }

    private void fallSick(Incarnation incarnation, Ailment ailment) {
        machine.sicken(incarnation, ailment);
        daemon.tellAiling(incarnation, ailment);
    }

    private void dieInTheMiddle() {
        daemon.dieIn(chance.nextInt(1, 8));
        note("the daemon will be killed in the middle of something");
    }

    private void restartDaemon(String why) {
        note(why);
        daemon.die();
        machine.runUntil(clock.monotonic().plusMillis(chance.nextInt(0, 5_000)));
        comeBack();
    }

    private void comeBack() {
        if (chance.nextInt(4) == 0) {
            prune();
        }
        daemon = new SimulatedDaemon(machine, disk, chance, sabotage);
        before = new TreeMap<>();
        toldSince.clear();
        lastRevision = -1;
    }

    /** What a tidy daemon does: a run directory whose end is in the chronicle for certain is of no use any more. */
    private void prune() {
        for (var memory : disk.memories()) {
            memory.lastExit().ifPresent(exit -> machine.prune(exit.incarnation()));
        }
    }

    private void passTime() {
        var limit = clock.monotonic().plus(Duration.ofMillis((long) Math.pow(10, chance.nextDouble(1, longestPause))));
        while (clock.monotonic().isBefore(limit)) {
            var due = machine.next().filter(at -> at.isBefore(limit)).orElse(limit);
            var wake = sabotage == Sabotage.SLEEPS
                    ? due
                    : daemon.loop()
                            .nextWake()
                            .map(at -> clock.monotonic()
                                    .plus(Duration.between(daemon.clock().now(), at)))
                            .orElse(due);
            var next = wake.isBefore(due) ? wake : due;
            machine.runUntil(next.isBefore(clock.monotonic()) ? clock.monotonic() : next);
            Invariants.wokenInTime(daemon);
            settle();
        }
    }

    /** Lets the loop do all there is to do at this moment. */
    private void settle() {
        try {
            while (daemon.loop().step()) {
                check();
            }
            check();
        } catch (DaemonDied _) {
            note("the daemon was killed in the middle of something");
            daemon.die();
            machine.runUntil(clock.monotonic().plusMillis(chance.nextInt(0, 2_000)));
            comeBack();
            Invariants.disk(disk);
            settle();
        }
    }

    private void beQuiet() {
        note("quiet from now on");
        daemon.dieIn(Integer.MAX_VALUE);
        machine.processesAgain();
        var until = clock.monotonic().plus(QUIET);
        while (clock.monotonic().isBefore(until)) {
            passTime();
        }
        disk.flush();
        Invariants.afterQuiet(daemon, machine);
        Invariants.disk(disk);
        Invariants.everyEndIsRecorded(disk, machine);
    }

    private void check() {
        var observed = daemon.loop().observed();
        var events = daemon.newEvents();
        for (var event : events) {
            tell(event);
        }
        toldSince.addAll(events);
        if (observed.revision() != lastRevision) {
            // Several steps can be published together, and were told one by one.
            Invariants.transitions(before, observed, toldSince);
            toldSince.clear();
            lastRevision = observed.revision();
        }
        HealingWithinGuard.check(before, observed.instances());
        RolloutsWithinBounds.check(before, observed);
        before = observed.instances();
        Invariants.afterStep(daemon, machine);
    }

    private void tell(Event event) {
        fingerprint = fingerprint * 31 + event.hashCode();
        note(event);
    }

    private void note(Object what) {
        story.add(new Line(clock.monotonic(), what));
        if (story.size() > STORY_LINES) {
            story.remove();
        }
    }

    /** Kept as it is, because most stories are never told. */
    private record Line(Instant at, Object what) {
        @Override
        public String toString() {
            return at + " "
                    + (what instanceof Event event
                            ? "  " + event.id() + " " + event.object() + "#" + event.incarnation() + " "
                                    + event.reason() + ": " + event.message()
                            : what);
        }
    }

    private String story() {
        return story.stream().map(Line::toString).collect(Collectors.joining("\n"));
    }

    // ---- what there is
    // -------------------------------------------------------------------------------------------------

    private Script script(LaunchOrder order) {
        return scripts.getOrDefault(order.app().spec().name(), Script.GOOD);
    }

    private Script randomScript() {
        var script = switch (chance.nextInt(8)) {
            case 0 -> Script.exits(1, Duration.ofMillis(chance.nextInt(0, 5_000)));
            case 1 -> Script.exits(chance.nextInt(0, 4), Duration.ofSeconds(chance.nextInt(0, 300)));
            case 2 -> Script.neverReady();
            case 3 -> Script.cannotRun("exec", 2);
            case 4 -> Script.exits(1, Duration.ofMillis(0));
            default -> Script.GOOD.readyAfter(Duration.ofMillis(chance.nextInt(0, 20_000)));
        };
        if (chance.nextInt(5) == 0) {
            script = script.ignoringTermination();
        }
        return chance.nextInt(5) == 0 ? script.leavingStrays(Duration.ofMillis(chance.nextInt(1, 3_000))) : script;
    }

    private Traffic traffic() {
        return switch (chance.nextInt(3)) {
            case 0 -> new Traffic(Traffic.Mode.BALANCED, OptionalInt.of(20_000), chance.nextInt(3) == 0 ? 1 : 0);
            case 1 -> new Traffic(Traffic.Mode.DIRECT, OptionalInt.empty(), chance.nextInt(3) == 0 ? 1 : 0);
            default -> Traffic.OWN;
        };
    }

    private UpdatePolicy update() {
        return new UpdatePolicy(
                chance.nextInt(1, 3),
                Duration.ofSeconds(chance.nextInt(3) == 0 ? 2 : 0),
                chance.nextInt(4) == 0 ? UpdatePolicy.Order.STOP_FIRST : UpdatePolicy.Order.START_FIRST,
                Duration.ofSeconds(chance.nextInt(0, 30)),
                chance.nextInt(4) == 0 ? 0.5 : 0,
                ACTIONS.get(chance.nextInt(ACTIONS.size())));
    }

    /** Each app may need those before it, so that there is no circle; all of a group say the same of it. */
    private Dependencies dependencies(AppName name) {
        var on = new TreeMap<AppName, Dependencies.Condition>();
        var position = NAMES.indexOf(name);
        for (var other : NAMES.subList(0, position)) {
            if (chance.nextInt(3) == 0) {
                on.put(other, CONDITIONS.get(chance.nextInt(CONDITIONS.size())));
            }
        }
        var group = new Dependencies.Group("shop", position, strategy, 5, Duration.ofSeconds(30));
        return new Dependencies(on, chance.nextInt(3) == 0 ? Optional.of(group) : Optional.empty());
    }

    private AppSpec randomSpec(AppName name) {
        var command = new Command(List.of("/bin/program"), Path.of("/"), ProgramKind.BINARY, Optional.empty());
        var mode = switch (chance.nextInt(8)) {
            case 0 -> RestartMode.NEVER;
            case 1 -> RestartMode.ON_FAILURE;
            default -> RestartMode.ALWAYS;
        };
        var giveUp = chance.nextInt(6) == 0 ? OptionalInt.of(chance.nextInt(0, 6)) : OptionalInt.empty();
        var stopCodes = chance.nextInt(4) == 0 ? Set.of(3) : Set.<Integer>of();
        var probe = Probe.of(new ProbeCheck.Http(OptionalInt.empty(), "/readyz", Map.of(), false));
        return AppSpec.of(name, command)
                .withReplicas(chance.nextInt(8) == 0 ? chance.nextInt(4, 8) : chance.nextInt(1, 4))
                .withDependencies(dependencies(name))
                .withPort(3_000)
                .withTraffic(traffic())
                .withUpdate(update())
                .withHealth(chance.nextInt(3) == 0 ? Health.DEFAULT.withReadiness(probe) : Health.DEFAULT)
                .withRestart(new RestartPolicy(mode, Backoff.DEFAULT, CrashLoopRule.DEFAULT, giveUp, stopCodes))
                .withStop(new StopPolicy(Signal.SIGTERM, Duration.ofMillis(chance.nextInt(0, 10_000))));
    }
}
