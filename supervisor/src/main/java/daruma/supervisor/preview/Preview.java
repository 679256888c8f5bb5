package daruma.supervisor.preview;

import daruma.model.AppSpec;
import daruma.model.DesiredApp;
import daruma.model.ExitStatus;
import daruma.model.Forecast;
import daruma.model.Incarnation;
import daruma.model.InstanceId;
import daruma.model.ProcessId;
import daruma.model.Refused;
import daruma.supervisor.lifecycle.Action;
import daruma.supervisor.lifecycle.Decision;
import daruma.supervisor.lifecycle.Goal;
import daruma.supervisor.lifecycle.Instance;
import daruma.supervisor.lifecycle.InstanceEvent;
import daruma.supervisor.lifecycle.InstanceState;
import daruma.supervisor.lifecycle.Lifecycle;
import daruma.supervisor.status.Standing;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.PriorityQueue;
import java.util.SplittableRandom;

/**
 * Runs one instance through {@link Lifecycle} with a program that dies at a fixed age, in no time at all. The decisions are
 * the real ones; only the program and the clock are made up.
 */
public final class Preview {
    /** From the launch to the process. */
    private static final Duration LAUNCH = Duration.ofMillis(2);
    /** No policy that makes sense has so many; what is cut off is said. */
    private static final int MOST_STEPS = 5_000;

    /**
     * A program that dies.
     *
     * @param every its age at its death, more than 0
     * @param readyAfter when it is ready; not before its death: never
     * @param exitCode of its death
     */
    public record Fall(Duration every, Duration readyAfter, int exitCode) {
        public Fall {
            if (!every.isPositive() || readyAfter.isNegative()) {
                throw new Refused("a program dies after more than nothing, and is ready after nothing or more");
            }
        }
    }

    private record Planned(Instant at, long order, InstanceEvent event) {}

    private final Fall fall;
    private final Instant end;
    private final SplittableRandom chance;
    private final PriorityQueue<Planned> planned =
            new PriorityQueue<>(Comparator.comparing(Planned::at).thenComparingLong(Planned::order));
    private final List<Forecast.Step> steps = new ArrayList<>();
    private Instance instance;
    private Instant now = Instant.EPOCH;
    private long orders;
    private int deaths;
    private Duration ready = Duration.ZERO;
    private Optional<Instant> readySince = Optional.empty();
    private Optional<Duration> crashLoopAt = Optional.empty();

    private Preview(AppSpec spec, Fall fall, Duration span, long seed) {
        this.fall = fall;
        end = Instant.EPOCH.plus(span);
        chance = new SplittableRandom(seed);
        var goal = new Goal.Run(new DesiredApp(0, spec, true, 1, 0), 0);
        instance = Lifecycle.begin(new InstanceId(spec.name(), 0), goal, 0, now);
        plan(Duration.ZERO, new InstanceEvent.GoalChanged(goal, "daruma start"));
    }

    /**
     * Foretells.
     *
     * @param span how much time is looked at
     * @param seed of the chance by which waits are varied; the same seed gives the same forecast
     */
    public static Forecast of(AppSpec spec, Fall fall, Duration span, long seed, List<String> contradictions) {
        var preview = new Preview(spec, fall, span, seed);
        preview.run();
        var share = span.isZero() ? 0 : (double) preview.ready.toMillis() / Math.max(1, span.toMillis());
        return new Forecast(
                spec.name(),
                preview.steps,
                Optional.of(new Forecast.Outcome(
                        preview.deaths,
                        Math.min(1, share),
                        preview.crashLoopAt,
                        Standing.word(preview.instance.state()))),
                contradictions);
    }

    private void run() {
        while (steps.size() < MOST_STEPS) {
            var wake = instance.state().wakeAt();
            var next = planned.peek();
            if (next != null && (wake.isEmpty() || !wake.get().isBefore(next.at()))) {
                if (next.at().isAfter(end)) {
                    break;
                }
                planned.poll();
                now = next.at();
                step(next.event());
            } else if (wake.isPresent() && !wake.get().isAfter(end)) {
                now = wake.get().isAfter(now) ? wake.get() : now;
                step(new InstanceEvent.DeadlinePassed());
            } else {
                break;
            }
        }
        now = steps.size() < MOST_STEPS ? end : now;
        follow();
    }

    private void step(InstanceEvent event) {
        follow();
        Decision decision = Lifecycle.decide(instance, event, now, chance.nextDouble());
        if (event instanceof InstanceEvent.Ended && !decision.told().isEmpty()) {
            deaths++;
        }
        instance = decision.next();
        if (instance.state() instanceof InstanceState.CrashLooping && crashLoopAt.isEmpty()) {
            crashLoopAt = Optional.of(Duration.between(Instant.EPOCH, now));
        }
        readySince = instance.state() instanceof InstanceState.Running running
                        && running.unready().isEmpty()
                ? Optional.of(now)
                : Optional.empty();
        for (var told : decision.told()) {
            steps.add(new Forecast.Step(
                    Duration.between(Instant.EPOCH, now),
                    told.type(),
                    told.reason(),
                    told.incarnation(),
                    told.message(),
                    told.rule()));
        }
        decision.actions().forEach(this::perform);
    }

    /** Counts the time until now as ready, if it was. */
    private void follow() {
        readySince.ifPresent(since -> ready = ready.plus(Duration.between(since, now)));
        readySince = readySince.map(_ -> now);
    }

    private void perform(Action action) {
        switch (action) {
            case Action.Launch(var order) -> live(order.incarnation());
            case Action.Terminate(var incarnation, var signal) -> endAfter(LAUNCH, incarnation, signal.number());
            case Action.Kill(var incarnation) -> endAfter(LAUNCH, incarnation, 9);
            case Action.Gather gather -> plan(LAUNCH, new InstanceEvent.Gathered(gather.incarnation()));
            case Action.Drain(var incarnation) ->
                plan(LAUNCH, new InstanceEvent.Drained(incarnation, "no request is under way"));
            case Action.WatchReadiness _,
                    Action.ForgetReadiness _,
                    Action.WatchHealth _,
                    Action.ForgetLiveness _,
                    Action.ForgetHealth _,
                    Action.Forget _ -> {
                // The program is ready, and dies, by the clock.
            }
        }
    }

    private void live(Incarnation incarnation) {
        plan(LAUNCH, new InstanceEvent.Launched(incarnation, new ProcessId(1_000 + incarnation.number(), 1)));
        var age = fall.every().compareTo(LAUNCH) > 0 ? fall.every() : LAUNCH;
        if (fall.readyAfter().compareTo(age) < 0) {
            var readyAt = fall.readyAfter().compareTo(LAUNCH) > 0 ? fall.readyAfter() : LAUNCH;
            plan(readyAt, new InstanceEvent.BecameReady(incarnation, "as supposed", OptionalInt.empty()));
            plan(readyAt, new InstanceEvent.ReadinessChanged(incarnation, true, "as supposed"));
        }
        plan(
                age,
                new InstanceEvent.Ended(
                        incarnation, new ExitStatus.Exited(fall.exitCode()), age, now.plus(age), false));
    }

    /** By our signal; its own death, planned for later, is then news of an incarnation that is over. */
    private void endAfter(Duration delay, Incarnation incarnation, int signal) {
        var age = instance.state() instanceof InstanceState.Living living
                ? Duration.between(living.launchedAt(), now).plus(delay)
                : delay;
        plan(
                delay,
                new InstanceEvent.Ended(
                        incarnation, new ExitStatus.Signaled(signal, false), age, now.plus(delay), false));
    }

    private void plan(Duration delay, InstanceEvent event) {
        planned.add(new Planned(now.plus(delay), orders++, event));
    }
}
