package daruma.process.incarnation;

import daruma.process.launch.Adoption;
import daruma.process.launch.Child;
import daruma.process.launch.KillResult;
import daruma.process.launch.Launch;
import daruma.process.launch.Launcher;
import daruma.process.launch.Listener;
import daruma.process.launch.Reach;
import daruma.process.launch.Standby;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** The launcher, on whatever machine. */
public final class ShimLauncher implements Launcher {
    private final Machine machine;
    private final AtomicBoolean closed = new AtomicBoolean();

    public ShimLauncher(Machine machine) {
        this.machine = machine;
    }

    @Override
    public Child launch(Launch launch, Listener listener) {
        requireOpen();
        var incarnation = incarnation(launch, listener);
        incarnation.launch(launch);
        return incarnation;
    }

    private Incarnation incarnation(Launch launch, Listener listener) {
        return new Incarnation(
                machine,
                new Incarnation.Facts(
                        launch.runDirectory(),
                        launch.runId(),
                        launch.options().lock(),
                        launch.options().cgroup(),
                        launch.shim().can("sweep"),
                        launch.options().hold(),
                        launch.options().termGrace().orElse(Duration.ofSeconds(2))),
                listener,
                closed::get);
    }

    @Override
    public Optional<Standby> standBy(Launch launch, Runnable gone) {
        requireOpen();
        if (!launch.shim().can("standby")
                || launch.words().isPresent()
                || !launch.options().listenSockets().isEmpty()) {
            return Optional.empty();
        }
        return WaitingShim.start(machine, launch, listener -> incarnation(launch, listener), gone);
    }

    @Override
    public Child adopt(Adoption adoption, Listener listener) {
        requireOpen();
        var incarnation = new Incarnation(
                machine,
                new Incarnation.Facts(
                        adoption.runDirectory(),
                        adoption.runId(),
                        adoption.lock(),
                        adoption.cgroup(),
                        adoption.shimReapsOrphans(),
                        false,
                        adoption.termGrace()),
                listener,
                closed::get);
        machine.execute(incarnation::adopt);
        return incarnation;
    }

    @Override
    public int signal(Child child, int signal, Reach reach) {
        if (signal < 1 || signal > 64) {
            throw new IllegalArgumentException("not a signal: " + signal);
        }
        return own(child).signal(signal, reach);
    }

    @Override
    public KillResult kill(Child child, Duration patience) {
        return own(child).kill(patience);
    }

    @Override
    public void close() {
        closed.set(true);
    }

    private static Incarnation own(Child child) {
        if (child instanceof Incarnation incarnation) {
            return incarnation;
        }
        throw new IllegalArgumentException("not a child of this launcher: " + child);
    }

    private void requireOpen() {
        if (closed.get()) {
            throw new IllegalStateException("the launcher is closed");
        }
    }
}
