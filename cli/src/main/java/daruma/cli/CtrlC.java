package daruma.cli;

import daruma.cli.terminal.Surroundings;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

/** Ctrl-C through the JVM's shutdown: it runs the hook and ends with status 130 by itself. */
final class CtrlC implements Surroundings.Interrupts {
    private final AtomicReference<Runnable> action = new AtomicReference<>(() -> {});
    private final AtomicBoolean hooked = new AtomicBoolean();
    private volatile boolean interrupted;
    private volatile boolean finished;

    @Override
    public void onInterrupt(Runnable newAction) {
        action.set(newAction);
        if (hooked.compareAndSet(false, true)) {
            Runtime.getRuntime().addShutdownHook(new Thread(this::end, "ctrl-c"));
        }
    }

    @Override
    public boolean interrupted() {
        return interrupted;
    }

    void finished() {
        finished = true;
    }

    private void end() {
        if (!finished) {
            interrupted = true;
            action.get().run();
        }
    }
}
