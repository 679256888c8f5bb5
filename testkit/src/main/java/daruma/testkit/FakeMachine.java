package daruma.testkit;

import daruma.model.ExitStatus;
import daruma.model.Incarnation;
import daruma.model.InstanceId;
import daruma.model.ProcessId;
import daruma.supervisor.health.Ailment;
import daruma.supervisor.lifecycle.LaunchOrder;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A machine with processes that follow their script, and run directories that tell what became of them. It outlives every
 * daemon, and time passes on it when {@link #runUntil} says so.
 */
public final class FakeMachine {
    private final FakeClock clock;
    private final Function<LaunchOrder, Script> scripts;
    private final PriorityQueue<Happening> agenda =
            new PriorityQueue<>(Comparator.comparing(Happening::at).thenComparingLong(Happening::order));
    private final TreeMap<Incarnation, Run> runs = new TreeMap<>();
    private final TreeMap<Incarnation, Run> living = new TreeMap<>();
    private long order;
    private long pids = 1_000;
    private ExitStatus.@Nullable NeverRan noMoreProcesses;
    private @Nullable Consumer<Run> endings;

    private record Happening(Instant at, long order, Runnable what) {}

    /** One run directory, and the process it is about. */
    public static final class Run {
        private final LaunchOrder launched;
        private final Script script;
        private final Instant launchedAt;
        private final Instant launchedAtWall;
        private final Optional<ProcessId> process;
        private Optional<ExitStatus> end = Optional.empty();
        private Instant endedAt;
        private Instant endedAtWall;
        private boolean treeAlive;
        private boolean shimAlive = true;
        private Optional<Ailment> ailment = Optional.empty();

        private Run(LaunchOrder launched, Script script, Optional<ProcessId> process, FakeClock clock) {
            this.launched = launched;
            this.script = script;
            this.process = process;
            this.launchedAt = clock.monotonic();
            this.launchedAtWall = clock.wall();
            this.endedAt = launchedAt;
            this.endedAtWall = launchedAtWall;
            this.treeAlive = process.isPresent();
        }

        public LaunchOrder launched() {
            return launched;
        }

        public Incarnation incarnation() {
            return launched.incarnation();
        }

        public Script script() {
            return script;
        }

        public Optional<ProcessId> process() {
            return process;
        }

        /** How the program ended; empty while it runs. */
        public Optional<ExitStatus> end() {
            return end;
        }

        /** Whether the program or anything of its tree lives, and so the slot's lock is held. */
        public boolean treeAlive() {
            return treeAlive;
        }

        /** What ails it, while it lives. */
        public Optional<Ailment> ailment() {
            return end.isPresent() ? Optional.empty() : ailment;
        }

        public Instant launchedAt() {
            return launchedAt;
        }

        public Instant launchedAtWall() {
            return launchedAtWall;
        }

        public Instant endedAtWall() {
            return endedAtWall;
        }

        public Duration uptime() {
            return Duration.between(launchedAt, endedAt);
        }
    }

    /** @param scripts what a launched program does */
    public FakeMachine(FakeClock clock, Function<LaunchOrder, Script> scripts) {
        this.clock = clock;
        this.scripts = scripts;
    }

    public FakeClock clock() {
        return clock;
    }

    /** Who hears of each end once its whole tree is gone. */
    public void onEnd(Consumer<Run> listener) {
        endings = listener;
    }

    /** As while no daemon is up. */
    public void nobodyHearsOfEnds() {
        endings = null;
    }

    /** From now on no process can be made. */
    public void noMoreProcesses(ExitStatus.NeverRan why) {
        noMoreProcesses = why;
    }

    /** From now on processes can be made again. */
    public void processesAgain() {
        noMoreProcesses = null;
    }

    /** Plans something. */
    public void in(Duration delay, Runnable what) {
        agenda.add(new Happening(clock.monotonic().plus(delay), order++, what));
    }

    /** When the next planned thing happens. */
    public Optional<Instant> next() {
        return Optional.ofNullable(agenda.peek()).map(Happening::at);
    }

    /** Lets time pass, and everything planned until then happen at its time. */
    public void runUntil(Instant then) {
        while (true) {
            var happening = agenda.peek();
            if (happening == null || happening.at().isAfter(then)) {
                break;
            }
            agenda.remove();
            clock.advanceTo(happening.at());
            happening.what().run();
        }
        clock.advanceTo(then);
    }

    /** What a shim does: makes the run directory, and the process if it can. The end is told at once if it cannot. */
    public Run spawn(LaunchOrder launch) {
        var script = scripts.apply(launch);
        var failure = noMoreProcesses != null ? Optional.of(noMoreProcesses) : script.cannotRun();
        var process = failure.isPresent() ? Optional.<ProcessId>empty() : Optional.of(new ProcessId(++pids, order));
        var run = new Run(launch, script, process, clock);
        runs.put(launch.incarnation(), run);
        if (failure.isPresent()) {
            run.end = Optional.of(failure.get());
            tell(run);
        } else {
            living.put(launch.incarnation(), run);
            script.diesAfter().ifPresent(after -> in(after, () -> die(run, script.end())));
        }
        return run;
    }

    /** Asks a tree to end. */
    public void terminate(Incarnation incarnation) {
        var run = runs.get(incarnation);
        if (run != null && run.treeAlive) {
            run.script.obeysAfter().ifPresent(after -> in(after, () -> die(run, new ExitStatus.Signaled(15, false))));
        }
    }

    /** Kills a tree. */
    public void kill(Incarnation incarnation) {
        var run = runs.get(incarnation);
        if (run != null && run.treeAlive) {
            die(run, new ExitStatus.Signaled(9, false));
            treeGone(run);
        }
    }

    /** Kills the program alone, as a stranger might. */
    public void crash(Incarnation incarnation) {
        var run = runs.get(incarnation);
        if (run != null) {
            die(run, new ExitStatus.Signaled(11, true));
        }
    }

    /** Kills the shim: the program goes on, and nobody will see how it ends. */
    public void killShim(Incarnation incarnation) {
        var run = runs.get(incarnation);
        if (run != null) {
            run.shimAlive = false;
        }
    }

    /** It lives on, and does not do its work. */
    public void sicken(Incarnation incarnation, Ailment ailment) {
        run(incarnation).ifPresent(run -> run.ailment = Optional.of(ailment));
    }

    /** It does its work again, without having been restarted. */
    public void cure(Incarnation incarnation) {
        run(incarnation).ifPresent(run -> run.ailment = Optional.empty());
    }

    /** Everything ends without a record, and the run directories are gone. */
    public void reboot() {
        agenda.clear();
        runs.values().forEach(run -> run.treeAlive = false);
        runs.clear();
        living.clear();
    }

    /** Removes what a slot left behind. */
    public void forget(InstanceId slot) {
        runs.values().removeIf(run -> run.incarnation().instance().equals(slot) && !run.treeAlive);
    }

    /** Removes one run directory, as a daemon does with those that it needs no more. */
    public void prune(Incarnation incarnation) {
        var run = runs.get(incarnation);
        if (run != null && !run.treeAlive) {
            runs.remove(incarnation);
        }
    }

    /** All run directories, by slot and number. */
    public List<Run> runs() {
        return List.copyOf(runs.values());
    }

    public Optional<Run> run(Incarnation incarnation) {
        return Optional.ofNullable(runs.get(incarnation));
    }

    /** What lives in a slot. More than one is what must never be. */
    public List<Run> alive(InstanceId slot) {
        return living.values().stream()
                .filter(run -> run.incarnation().instance().equals(slot))
                .toList();
    }

    /** Everything that lives. */
    public List<Run> alive() {
        return List.copyOf(living.values());
    }

    private void die(Run run, ExitStatus status) {
        if (!run.treeAlive || run.end.isPresent()) {
            return;
        }
        run.end = Optional.of(run.shimAlive ? status : new ExitStatus.Unknown("its shim was killed"));
        run.endedAt = clock.monotonic();
        run.endedAtWall = clock.wall();
        if (run.script.straysFor().isZero()) {
            treeGone(run);
        } else {
            in(run.script.straysFor(), () -> treeGone(run));
        }
    }

    private void treeGone(Run run) {
        if (run.treeAlive) {
            run.treeAlive = false;
            living.remove(run.incarnation());
            tell(run);
        }
    }

    private void tell(Run run) {
        if (endings != null) {
            endings.accept(run);
        }
    }
}
