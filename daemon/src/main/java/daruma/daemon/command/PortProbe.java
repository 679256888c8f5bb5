package daruma.daemon.command;

import daruma.process.proc.PortHolder;
import daruma.process.proc.ProcFs;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Optional;

/** Whether a TCP port could be listened on now, and who is in the way if not. */
final class PortProbe {
    private final ProcFs procFs;

    PortProbe(ProcFs procFs) {
        this.procFs = procFs;
    }

    /**
     * What is in the way.
     *
     * @param holder empty if it may not be known
     */
    record Taken(int port, Optional<PortHolder> holder) {}

    /** Whether a program of this user could listen on it at this moment. */
    static boolean isFree(int port) {
        try (var socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(port));
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    /** Empty: nothing is in the way. A port that this user may not bind is not taken; the program will say so itself. */
    Optional<Taken> taken(int port) {
        var holder = procFs.portHolder(port);
        if (holder.isPresent()) {
            return Optional.of(new Taken(port, holder));
        }
        try (var socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(port));
            return Optional.empty();
        } catch (BindException e) {
            var message = String.valueOf(e.getMessage());
            return message.contains("Permission denied") ? Optional.empty() : Optional.of(new Taken(port, holder));
        } catch (IOException _) {
            return Optional.empty();
        }
    }
}
