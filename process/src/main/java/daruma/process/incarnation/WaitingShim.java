package daruma.process.incarnation;

import daruma.process.launch.Child;
import daruma.process.launch.Launch;
import daruma.process.launch.Listener;
import daruma.process.launch.Standby;
import java.io.ByteArrayOutputStream;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A shim that waits for the word, and after it the way from the machine to the incarnation that it has become. */
final class WaitingShim implements Standby, Machine.Sink {
    private final Function<Listener, Incarnation> becoming;
    private final ShimCommand command;
    private final Runnable gone;
    /** What it could not do, said ahead of the word. */
    private final ByteArrayOutputStream said = new ByteArrayOutputStream(0);

    private Machine.Gate gate = Machine.Gate.NONE;
    private int pid;
    private boolean over;
    private @Nullable Incarnation incarnation;

    private WaitingShim(Function<Listener, Incarnation> becoming, ShimCommand command, Runnable gone) {
        this.becoming = becoming;
        this.command = command;
        this.gone = gone;
    }

    static Optional<Standby> start(
            Machine machine, Launch launch, Function<Listener, Incarnation> becoming, Runnable gone) {
        var command = ShimCommand.standingBy(launch);
        var shim = new WaitingShim(becoming, command, gone);
        synchronized (shim) { // whatever the machine's thread has to tell waits until there is a gate
            return switch (machine.spawn(command.spawn(launch, shim, true))) {
                case Machine.Spawned.Running(int _, Machine.Gate opened) -> {
                    shim.gate = opened;
                    yield Optional.of(shim);
                }
                case Machine.Spawned.Refused _ -> Optional.empty();
            };
        }
    }

    @Override
    public synchronized Optional<Child> go(Listener listener) {
        if (over) {
            return Optional.empty();
        }
        var next = becoming.apply(listener);
        next.goOn(pid, command.notices(), said.toByteArray());
        over = true;
        if (!gate.open()) {
            return Optional.empty();
        }
        incarnation = next;
        return Optional.of(next);
    }

    @Override
    public synchronized void close() {
        if (!over) {
            over = true;
            gate.close();
        }
    }

    // ---- told by the machine

    @Override
    public synchronized void spawned(int itsPid) {
        pid = itsPid;
    }

    @Override
    public synchronized void status(byte[] bytes, int count) {
        if (incarnation != null) {
            incarnation.status(bytes, count);
        } else {
            said.write(bytes, 0, count);
        }
    }

    @Override
    public void statusClosed() {
        var it = now();
        if (it != null) {
            it.statusClosed();
        }
    }

    @Override
    public void ended(Machine.Ending ending) {
        var it = now();
        if (it != null) {
            it.ended(ending);
        } else if (isNews()) {
            gone.run();
        }
    }

    private synchronized @Nullable Incarnation now() {
        return incarnation;
    }

    private synchronized boolean isNews() {
        boolean news = !over;
        over = true;
        gate.close();
        return news;
    }
}
