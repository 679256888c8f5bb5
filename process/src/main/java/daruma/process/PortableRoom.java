package daruma.process;

import daruma.process.incarnation.ShimLauncher;
import daruma.process.launch.Launcher;
import daruma.process.notify.Notification;
import daruma.process.notify.NotifySocket;
import daruma.process.notify.WordSocket;
import daruma.process.portable.PortableMachine;
import daruma.process.proc.ProcFs;
import daruma.process.socket.HeldSockets;
import daruma.process.spool.SpoolWatch;
import daruma.process.spool.polling.PolledSpools;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/** The portable ports. */
final class PortableRoom implements ProcessRoom {
    private final PortableMachine machine = new PortableMachine();
    private final Launcher launcher = new ShimLauncher(machine);
    private final SpoolWatch spools = new PolledSpools(machine::schedule, (file, offset, length) -> false);

    @Override
    public Launcher launcher() {
        return launcher;
    }

    @Override
    public ProcFs procFs() {
        return machine.procFs();
    }

    @Override
    public SpoolWatch spools() {
        return spools;
    }

    @Override
    public NotifySocket notifySocket(Path path, Consumer<Notification> received) throws IOException {
        throw new IOException("cannot listen on " + path + ": the JDK has no datagrams of the Unix family");
    }

    @Override
    public NotifySocket notifySocket(int descriptor, Consumer<Notification> received) throws IOException {
        throw new IOException(
                "cannot listen on descriptor " + descriptor + ": the JDK has no datagrams of the Unix family");
    }

    @Override
    public WordSocket wordSocket(Path path, WordSocket.Host host) throws IOException {
        throw new IOException("cannot listen on " + path + ": the JDK does not tell which process has connected");
    }

    @Override
    public boolean signal(int pid, long startTicks, int signal) {
        return machine.trees().send(pid, startTicks, signal);
    }

    @Override
    public Optional<HeldSockets> heldSockets(Path holder, Path service, Consumer<String> trouble) {
        return Optional.empty();
    }

    @Override
    public void execute(Runnable task) {
        machine.execute(task);
    }

    @Override
    public void close() {
        launcher.close();
        machine.close();
    }
}
