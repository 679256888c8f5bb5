package daruma.testkit;

import daruma.model.ExitStatus;
import daruma.model.Incarnation;
import daruma.model.InstanceId;
import daruma.model.Signal;
import daruma.supervisor.lifecycle.InstanceEvent;
import daruma.supervisor.lifecycle.LaunchOrder;
import daruma.supervisor.loop.Clock;
import daruma.supervisor.loop.ProcessLauncher;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Launches on a fake machine. Whoever made it decides when what it tells arrives. */
public final class FakeLauncher implements ProcessLauncher {
    private final FakeMachine machine;
    private final Clock clock;
    private final Supplier<Duration> spawnTime;
    private final Consumer<InstanceEvent.About> telling;
    private final List<LaunchOrder> underWay = new ArrayList<>();
    private final Set<Incarnation> brokenOff = new TreeSet<>();

    /**
     * @param clock of the daemon that this belongs to
     * @param spawnTime from an order to its process
     */
    public FakeLauncher(
            FakeMachine machine, Clock clock, Supplier<Duration> spawnTime, Consumer<InstanceEvent.About> telling) {
        this.machine = machine;
        this.clock = clock;
        this.spawnTime = spawnTime;
        this.telling = telling;
        machine.onEnd(run -> end(run.incarnation(), run.end().orElseThrow(), run.uptime()));
    }

    /** Orders without a process yet: what a daemon that dies now leaves undecided. */
    public List<LaunchOrder> underWay() {
        return List.copyOf(underWay);
    }

    /** The daemon that this belongs to is gone: nothing it had under way is done any more, and nothing is told. */
    public void abandon() {
        underWay.clear();
        machine.nobodyHearsOfEnds();
    }

    @Override
    public void launch(LaunchOrder order) {
        underWay.add(order);
        machine.in(spawnTime.get(), () -> spawn(order));
    }

    @Override
    public void terminate(Incarnation incarnation, Signal signal) {
        machine.terminate(incarnation);
    }

    @Override
    public void kill(Incarnation incarnation) {
        brokenOff.add(incarnation);
        machine.kill(incarnation);
    }

    @Override
    public void forget(InstanceId instance) {
        machine.forget(instance);
    }

    private void spawn(LaunchOrder order) {
        if (!underWay.remove(order)) {
            return;
        }
        if (brokenOff.contains(order.incarnation())) {
            end(order.incarnation(), new ExitStatus.NeverRan("broken off", 0), Duration.ZERO);
            return;
        }
        machine.spawn(order)
                .process()
                .ifPresent(process -> telling.accept(new InstanceEvent.Launched(order.incarnation(), process)));
    }

    private void end(Incarnation incarnation, ExitStatus status, Duration uptime) {
        telling.accept(new InstanceEvent.Ended(incarnation, status, uptime, clock.now(), false));
    }
}
