package daruma.process;

import daruma.process.incarnation.ShimLauncher;
import daruma.process.launch.Launcher;
import daruma.process.linux.HolderSockets;
import daruma.process.linux.LinuxPorts;
import daruma.process.notify.Notification;
import daruma.process.notify.NotifySocket;
import daruma.process.notify.WordSocket;
import daruma.process.proc.ProcFs;
import daruma.process.socket.HeldSockets;
import daruma.process.spool.SpoolWatch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/** The ports of Linux. */
final class NativeRoom implements ProcessRoom {
    private final LinuxPorts ports = LinuxPorts.open();
    private final Launcher launcher = new ShimLauncher(ports.machine());

    @Override
    public Launcher launcher() {
        return launcher;
    }

    @Override
    public ProcFs procFs() {
        return ports.machine().procFs();
    }

    @Override
    public SpoolWatch spools() {
        return ports.spools();
    }

    @Override
    public NotifySocket notifySocket(Path path, Consumer<Notification> received) throws IOException {
        return ports.notifySocket(path, received);
    }

    @Override
    public NotifySocket notifySocket(int descriptor, Consumer<Notification> received) throws IOException {
        return ports.notifySocket(descriptor, received);
    }

    @Override
    public WordSocket wordSocket(Path path, WordSocket.Host host) throws IOException {
        return ports.wordSocket(path, host);
    }

    @Override
    public boolean signal(int pid, long startTicks, int signal) {
        return ports.machine().trees().send(pid, startTicks, signal);
    }

    @Override
    public Optional<HeldSockets> heldSockets(Path holder, Path service, Consumer<String> trouble) {
        return Optional.of(new HolderSockets(ports.machine(), holder, service, trouble));
    }

    @Override
    public void execute(Runnable task) {
        ports.machine().execute(task);
    }

    @Override
    public void close() {
        launcher.close();
        ports.close();
    }
}
