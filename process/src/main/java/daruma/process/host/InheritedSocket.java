package daruma.process.host;

import daruma.process.sys.Flags;
import daruma.process.sys.LibC;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A socket that was handed down by {@code LISTEN_FDS}.
 *
 * @param descriptor its number in this process
 * @param name from {@code LISTEN_FDNAMES}; {@code unknown} if it has none
 * @see <a href="https://man7.org/linux/man-pages/man3/sd_listen_fds.3.html">sd_listen_fds(3)</a>
 */
public record InheritedSocket(int descriptor, String name) {
    private static final int FIRST = 3;

    /** Takes over what is meant for this process, by its environment; they are not handed down any further. */
    public static List<InheritedSocket> adopt() {
        var sockets = read(System.getenv(), LibC.getpid());
        for (var socket : sockets) {
            LibC.fcntl(socket.descriptor(), Flags.F_SETFD, Flags.FD_CLOEXEC);
        }
        return sockets;
    }

    static List<InheritedSocket> read(Map<String, String> environment, int self) {
        var count = environment.getOrDefault("LISTEN_FDS", "");
        if (!Integer.toString(self).equals(environment.get("LISTEN_PID")) || !count.matches("[1-9][0-9]{0,3}")) {
            return List.of();
        }
        var names = environment.getOrDefault("LISTEN_FDNAMES", "").split(":", -1);
        var sockets = new ArrayList<InheritedSocket>();
        for (int i = 0; i < Integer.parseInt(count); i++) {
            boolean named = i < names.length && !names[i].isEmpty();
            sockets.add(new InheritedSocket(FIRST + i, named ? names[i] : "unknown"));
        }
        return List.copyOf(sockets);
    }
}
