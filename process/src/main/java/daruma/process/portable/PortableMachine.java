package daruma.process.portable;

import daruma.process.incarnation.Machine;
import daruma.process.proc.ProcFs;
import daruma.process.proc.ProcessIdentity;
import daruma.process.proc.linux.LinuxProcFs;
import daruma.process.tree.Trees;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Any system with a JDK, a POSIX {@code sh} and {@code kill}. Processes are started by {@link ProcessBuilder}, strangers are
 * looked at now and then. Descriptors cannot be handed down, locks cannot be asked for.
 */
public final class PortableMachine implements Machine, AutoCloseable {
    private static final long POLL_MILLIS = 20;
    private static final int CHUNK = 4096;

    /** Gives the status pipe the number that the shim is told, and everything else to nobody. */
    private static final List<String> STATUS_ON_THREE =
            List.of("/bin/sh", "-c", "exec 3>&1 1>/dev/null 2>&1; exec \"$@\"", "sh");

    private final ScheduledThreadPoolExecutor loop;
    private final JdkFileBytes files = new JdkFileBytes();
    private final ProcFs procFs = new LinuxProcFs(files, Optional::empty);
    private final Trees trees = new Trees(procFs, new KillCommand(procFs));

    public PortableMachine() {
        loop = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().name("daruma-children").daemon().factory());
        loop.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    @Override
    public Spawned spawn(Spawn spawn) {
        if (!spawn.sockets().isEmpty()) {
            return new Spawned.Refused("sockets", 0);
        }
        if (spawn.gated()) {
            return new Spawned.Refused("standby", 0);
        }
        var words = new ArrayList<>(STATUS_ON_THREE);
        words.addAll(spawn.command());
        var builder = new ProcessBuilder(words).redirectError(ProcessBuilder.Redirect.DISCARD);
        var environment = builder.environment();
        environment.clear();
        environment.putAll(spawn.environment());
        Process process;
        try {
            process = builder.start();
            process.getOutputStream().close();
        } catch (IOException e) {
            return new Spawned.Refused("spawn", 0);
        }
        int pid = (int) process.pid();
        spawn.sink().spawned(pid);
        Thread.ofVirtual().name("daruma-shim-" + pid).start(() -> follow(process, spawn.sink()));
        return new Spawned.Running(pid, Gate.NONE);
    }

    private void follow(Process process, Sink sink) {
        try (InputStream in = process.getInputStream()) {
            while (true) {
                var bytes = new byte[CHUNK];
                int count = in.read(bytes);
                if (count < 0) {
                    break;
                }
                execute(() -> sink.status(bytes, count));
            }
        } catch (IOException closed) {
            // the end of the process tells the rest
        }
        execute(sink::statusClosed);
        var _ = process.onExit().thenAccept(ended -> execute(() -> sink.ended(() -> waitStatus(ended.exitValue()))));
    }

    /** The JDK tells signals as 128 and their number. */
    private static OptionalInt waitStatus(int exitValue) {
        return OptionalInt.of(exitValue << 8);
    }

    @Override
    public Optional<Watched> watch(ProcessIdentity process, Runnable ended) {
        if (!isThere(process)) {
            return Optional.empty();
        }
        var stranger = new Stranger(process, ended);
        stranger.poll();
        return Optional.of(stranger);
    }

    private boolean isThere(ProcessIdentity process) {
        return procFs.stat(process.pid())
                .filter(s -> s.alive() && (process.startTicks() == 0 || s.startTicks() == process.startTicks()))
                .isPresent();
    }

    private final class Stranger implements Watched {
        private final ProcessIdentity process;
        private final Runnable ended;
        private volatile boolean closed;

        Stranger(ProcessIdentity process, Runnable ended) {
            this.process = process;
            this.ended = ended;
        }

        void poll() {
            schedule(POLL_MILLIS, () -> {
                if (closed) {
                    return;
                }
                if (isThere(process)) {
                    poll();
                } else {
                    ended.run();
                }
            });
        }

        @Override
        public OptionalInt waitStatus() {
            return OptionalInt.empty();
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    @Override
    public boolean lockHeld(Path lock) {
        return false;
    }

    @Override
    public ProcFs procFs() {
        return procFs;
    }

    @Override
    public Trees trees() {
        return trees;
    }

    @Override
    public Optional<String> text(Path file) {
        var bytes = new byte[CHUNK];
        int length = files.read(file.toString(), bytes);
        return length < 0 ? Optional.empty() : Optional.of(new String(bytes, 0, length, StandardCharsets.UTF_8));
    }

    @Override
    public void execute(Runnable task) {
        schedule(0, task);
    }

    @Override
    public void schedule(long milliseconds, Runnable task) {
        if (!loop.isShutdown()) {
            var _ = loop.schedule(() -> guarded(task), milliseconds, TimeUnit.MILLISECONDS);
        }
    }

    @Override
    public void background(Runnable task) {
        Thread.ofVirtual().name("daruma-tree").start(task);
    }

    @Override
    public boolean usesCgroups() {
        return false;
    }

    @Override
    public void close() {
        loop.shutdownNow();
    }

    /** An executor keeps what a task throws to itself; a broken listener must be seen. */
    private static void guarded(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error e) {
            var thread = Thread.currentThread();
            thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
        }
    }
}
