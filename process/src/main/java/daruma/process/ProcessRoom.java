package daruma.process;

import daruma.process.launch.Launcher;
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

/**
 * The room of the operating system, opened once by a process that supervises: one thread, and the ports that share it.
 *
 * <p>The system property {@code daruma.process=portable} asks for the portable ports. The environment variable (or system
 * property) {@code DARUMA_NO}, a list such as {@code pidfd,inotify}, makes the native ones take the ways of older kernels:
 * {@code pidfd_info}, {@code pidfd}, {@code cgroup}, {@code punch}, {@code inotify}.
 */
public interface ProcessRoom extends AutoCloseable {
    /** Opens the ports of this machine. */
    static ProcessRoom open() {
        boolean linux = "Linux".equals(System.getProperty("os.name"));
        boolean portable = "portable".equals(System.getProperty("daruma.process"));
        return linux && !portable ? new NativeRoom() : new PortableRoom();
    }

    /** Starting, adopting, signalling. */
    Launcher launcher();

    /** Readings of {@code /proc}. */
    ProcFs procFs();

    /** Word about spools. */
    SpoolWatch spools();

    /**
     * Makes a datagram socket and listens on it; a file in its place is replaced. It belongs to this user alone.
     *
     * @param path at most 107 bytes
     * @param received called on the room's thread; must not block
     * @throws IOException if it cannot be made; always with the portable ports
     */
    NotifySocket notifySocket(Path path, Consumer<Notification> received) throws IOException;

    /**
     * Listens on a datagram socket that was handed down.
     *
     * @param descriptor its number in this process
     * @throws IOException if it is none; always with the portable ports
     */
    NotifySocket notifySocket(int descriptor, Consumer<Notification> received) throws IOException;

    /**
     * Makes a stream socket and listens on it; a file in its place is replaced. It belongs to this user alone.
     *
     * @param path at most 107 bytes
     * @throws IOException if it cannot be made; always with the portable ports
     */
    WordSocket wordSocket(Path path, WordSocket.Host host) throws IOException;

    /**
     * Sends a signal to one process, and to nobody else should it be gone.
     *
     * @param startTicks of the process that is meant, as {@code ProcFs} tells them
     * @return whether it was there to be signalled
     */
    boolean signal(int pid, long startTicks, int signal);

    /**
     * Listening sockets that programs are handed at their start.
     *
     * @param holder the file of the program that keeps them over the death of this process
     * @param service where it is to be asked: a path of at most 107 bytes in a private directory
     * @param trouble told in a sentence what people should know; must not block
     * @return empty with the portable ports, which can hand over nothing
     */
    Optional<HeldSockets> heldSockets(Path holder, Path service, Consumer<String> trouble);

    /** Runs it soon on the room's thread, after what is being told now. */
    void execute(Runnable task);

    /** Stops the thread and closes the ports. No process is touched. */
    @Override
    void close();
}
