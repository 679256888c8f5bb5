package daruma.process.linux;

import daruma.process.loop.EventLoop;
import daruma.process.notify.Notification;
import daruma.process.notify.NotifySocket;
import daruma.process.notify.WordSocket;
import daruma.process.spool.SpoolWatch;
import daruma.process.spool.polling.PolledSpools;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;

/** Everything of Linux that shares the one thread. */
public final class LinuxPorts implements AutoCloseable {
    private final EventLoop loop = new EventLoop("daruma-children");
    private final NativeMachine machine;
    private final SpoolWatch spools;

    private LinuxPorts(Switches switches) {
        machine = new NativeMachine(loop, switches);
        var polling =
                new PolledSpools(loop::schedule, switches.punch() ? Holes::punch : (file, offset, length) -> false);
        spools = switches.inotify() ? InotifySpools.open(loop, polling) : polling;
    }

    public static LinuxPorts open() {
        return new LinuxPorts(Switches.read());
    }

    public NativeMachine machine() {
        return machine;
    }

    public SpoolWatch spools() {
        return spools;
    }

    public NotifySocket notifySocket(Path path, Consumer<Notification> received) throws IOException {
        return Datagrams.bind(loop, path, received);
    }

    public NotifySocket notifySocket(int descriptor, Consumer<Notification> received) throws IOException {
        return Datagrams.inherited(loop, descriptor, received);
    }

    public WordSocket wordSocket(Path path, WordSocket.Host host) throws IOException {
        return WordStreams.bind(loop, path, host);
    }

    @Override
    public void close() {
        loop.close();
        machine.close();
        if (spools instanceof InotifySpools inotify) {
            inotify.close();
        }
    }
}
