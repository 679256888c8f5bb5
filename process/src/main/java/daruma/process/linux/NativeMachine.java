package daruma.process.linux;

import daruma.process.incarnation.Machine;
import daruma.process.loop.EventLoop;
import daruma.process.proc.ProcFs;
import daruma.process.proc.ProcessIdentity;
import daruma.process.proc.linux.LinuxProcFs;
import daruma.process.sys.Errno;
import daruma.process.sys.Flags;
import daruma.process.sys.LibC;
import daruma.process.sys.Memory;
import daruma.process.tree.Trees;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Optional;
import java.util.OptionalInt;

/** Linux by system calls: posix_spawn, and one epoll over status pipes and process descriptors. */
public final class NativeMachine implements Machine {
    private static final int STATUS_CHUNK = 4096;
    private static final int RECORD_LIMIT = 4096;
    private static final int SIGINFO_SIZE = 128;
    private static final int PIDFD_INFO_SIZE = 64;
    private static final long POLL_MILLIS = 20;

    private final EventLoop loop;
    private final Switches switches;
    private final Spawner spawner = new Spawner();
    private final NativeFileBytes files = new NativeFileBytes();
    private final ProcFs procFs = new LinuxProcFs(files, new SocketDiagnosis());
    private final Trees trees;
    private final byte[] record = new byte[RECORD_LIMIT];
    // Used on the loop's thread only:
    private final Memory chunk = Memory.of(STATUS_CHUNK);
    private final byte[] bytes = new byte[STATUS_CHUNK];

    public NativeMachine(EventLoop loop, Switches switches) {
        this.loop = loop;
        this.switches = switches;
        trees = new Trees(procFs, new NativeSignaller(procFs, switches.pidfd()));
    }

    @Override
    public Spawned spawn(Spawn spawn) {
        var pipes = Memory.of(16);
        int piped = LibC.pipe2(pipes.address(), Flags.O_CLOEXEC | Flags.O_NONBLOCK);
        if (piped < 0) {
            return new Spawned.Refused("spawn", -piped);
        }
        int reading = pipes.getInt(0);
        int writing = pipes.getInt(4);
        int gated = spawn.gated() ? LibC.pipe2(pipes.address() + 8, Flags.O_CLOEXEC) : 0;
        int waiting = spawn.gated() && gated >= 0 ? pipes.getInt(8) : -1;
        int opening = waiting >= 0 ? pipes.getInt(12) : -1;
        pipes.keep();
        var descriptors = new ArrayList<>(spawn.sockets());
        descriptors.add(writing);
        if (waiting >= 0) {
            descriptors.add(waiting);
        }
        int pid = gated < 0 ? gated : spawner.spawn(spawn.command(), spawn.environment(), descriptors);
        LibC.close(writing);
        if (waiting >= 0) {
            LibC.close(waiting);
        }
        var gate = opening >= 0 ? new PipeGate(opening) : Gate.NONE;
        if (pid < 0) {
            LibC.close(reading);
            gate.close();
            return new Spawned.Refused("spawn", -pid);
        }
        spawn.sink().spawned(pid);
        new NativeChild(pid, reading, spawn.sink()).watch();
        return new Spawned.Running(pid, gate);
    }

    @Override
    public Optional<Watched> watch(ProcessIdentity process, Runnable ended) {
        int fd = switches.pidfd() ? LibC.pidfd_open(process.pid(), 0) : -1;
        if (switches.pidfd() && fd < 0) {
            return Optional.empty();
        }
        var stat = procFs.stat(process.pid());
        if (stat.isEmpty() || (process.startTicks() != 0 && stat.get().startTicks() != process.startTicks())) {
            if (fd >= 0) {
                LibC.close(fd);
            }
            return Optional.empty();
        }
        var stranger =
                new Stranger(new ProcessIdentity(process.pid(), stat.get().startTicks(), process.bootId()), fd, ended);
        stranger.watch();
        return Optional.of(stranger);
    }

    @Override
    public boolean lockHeld(Path lock) {
        var path = Memory.text(lock.toString());
        int fd = LibC.open(path.address(), Flags.O_RDONLY | Flags.O_CLOEXEC, 0);
        path.keep();
        if (fd < 0) {
            return false;
        }
        int locked = LibC.flock(fd, Flags.LOCK_SH | Flags.LOCK_NB);
        LibC.close(fd);
        return locked == -Errno.EAGAIN;
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
        synchronized (record) {
            int length = files.read(file.toString(), record);
            return length < 0 ? Optional.empty() : Optional.of(new String(record, 0, length, StandardCharsets.UTF_8));
        }
    }

    @Override
    public void execute(Runnable task) {
        loop.execute(task);
    }

    @Override
    public void schedule(long milliseconds, Runnable task) {
        loop.schedule(milliseconds, task);
    }

    @Override
    public void background(Runnable task) {
        Thread.ofVirtual().name("daruma-tree").start(task);
    }

    @Override
    public boolean usesCgroups() {
        return switches.cgroup();
    }

    /** After the loop has been closed. */
    public void close() {
        spawner.close();
    }

    /** A child of ours: its status pipe and its process descriptor. */
    private final class NativeChild implements Ending {
        private final int pid;
        private final int reading;
        private final int pidfd;
        private final Sink sink;
        private long pipeToken;
        private long pidToken;
        private boolean pipeOpen = true;
        private boolean reaped;
        private OptionalInt status = OptionalInt.empty();

        NativeChild(int pid, int reading, Sink sink) {
            this.pid = pid;
            this.reading = reading;
            this.sink = sink;
            pidfd = switches.pidfd() ? LibC.pidfd_open(pid, 0) : -1;
        }

        void watch() {
            if (loop.isCurrent()) {
                register();
            } else {
                loop.execute(this::register); // tokens belong to the loop's thread
            }
        }

        private void register() {
            pipeToken = loop.add(reading, this::readStatus);
            if (pidfd >= 0) {
                pidToken = loop.add(pidfd, this::end);
            } else {
                poll();
            }
        }

        private void readStatus() {
            while (pipeOpen) {
                long count = LibC.read(reading, chunk.address(), STATUS_CHUNK);
                if (count == -Errno.EAGAIN || count == -Errno.EINTR) {
                    return;
                }
                if (count <= 0) {
                    closePipe();
                    sink.statusClosed();
                    return;
                }
                chunk.get(0, bytes, 0, (int) count);
                sink.status(bytes, (int) count);
            }
        }

        private void closePipe() {
            if (pipeOpen) {
                pipeOpen = false;
                loop.remove(reading, pipeToken);
                LibC.close(reading);
            }
        }

        private void end() {
            readStatus();
            if (pipeOpen) { // somebody else holds the other end; nothing of the shim can come any more
                closePipe();
                sink.statusClosed();
            }
            try {
                sink.ended(this);
            } finally {
                // Reaped after the listener was told: what it launches next need not wait for this.
                reap();
                if (pidfd >= 0) {
                    loop.remove(pidfd, pidToken);
                    LibC.close(pidfd);
                }
            }
        }

        private void poll() {
            reap();
            if (reaped) {
                end();
            } else {
                loop.schedule(POLL_MILLIS, this::poll);
            }
        }

        @Override
        public OptionalInt waitStatus() {
            reap();
            return status;
        }

        private void reap() {
            if (reaped) {
                return;
            }
            var info = Memory.of(SIGINFO_SIZE);
            int waited = LibC.waitid(Flags.P_PID, pid, info.address(), Flags.WEXITED | Flags.WNOHANG);
            if (waited < 0) { // ECHILD: somebody else has reaped it
                reaped = true;
            } else if (info.getInt(16) == pid) {
                reaped = true;
                int code = info.getInt(8);
                int value = info.getInt(24);
                status = OptionalInt.of(
                        code == Flags.CLD_EXITED
                                ? (value & 0xff) << 8
                                : (value & 0x7f) | (code == Flags.CLD_DUMPED ? 0x80 : 0));
            }
            info.keep();
        }
    }

    /** A process that is not our child. */
    private final class Stranger implements Watched {
        private final ProcessIdentity process;
        private final int pidfd;
        private final Runnable ended;
        private long token;
        private boolean watching;
        private boolean closed;

        Stranger(ProcessIdentity process, int pidfd, Runnable ended) {
            this.process = process;
            this.pidfd = pidfd;
            this.ended = ended;
        }

        void watch() {
            watching = true;
            if (pidfd >= 0) {
                token = loop.add(pidfd, this::fire);
            } else {
                poll();
            }
        }

        private void fire() {
            stop(); // its descriptor stays readable for ever
            ended.run();
        }

        private void stop() {
            if (watching) {
                watching = false;
                if (pidfd >= 0) {
                    loop.remove(pidfd, token);
                }
            }
        }

        private void poll() {
            loop.schedule(POLL_MILLIS, () -> {
                if (!watching) {
                    return;
                }
                var stat = procFs.stat(process.pid());
                if (stat.isPresent() && stat.get().alive() && stat.get().startTicks() == process.startTicks()) {
                    poll();
                } else {
                    fire();
                }
            });
        }

        /** From the zombie while there is one, then from the kernel's memory of it (since 6.15, once reaped). */
        @Override
        public OptionalInt waitStatus() {
            var stat = procFs.stat(process.pid());
            if (stat.isPresent() && stat.get().startTicks() == process.startTicks()) {
                boolean told = stat.get().state() == 'Z' && mayRead(stat.get().exitStatus());
                return told ? OptionalInt.of(stat.get().exitStatus()) : OptionalInt.empty();
            }
            if (!switches.pidfdInfo() || pidfd < 0 || closed) {
                return OptionalInt.empty();
            }
            var info = Memory.of(PIDFD_INFO_SIZE).putLong(0, Flags.PIDFD_INFO_EXIT);
            int asked = LibC.ioctl(pidfd, Flags.PIDFD_GET_INFO, info.address());
            boolean told = asked >= 0 && (info.getLong(0) & Flags.PIDFD_INFO_EXIT) != 0;
            var status = told ? OptionalInt.of(info.getInt(60)) : OptionalInt.empty();
            info.keep();
            return status;
        }

        /** A zero may mean success or that we may not see it: only root is sure to. */
        private boolean mayRead(int exitStatus) {
            return exitStatus != 0 || LibC.getuid() == 0;
        }

        @Override
        public void close() {
            stop();
            if (!closed) {
                closed = true;
                if (pidfd >= 0) {
                    LibC.close(pidfd);
                }
            }
        }
    }
}
