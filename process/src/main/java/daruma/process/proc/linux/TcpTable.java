package daruma.process.proc.linux;

import daruma.process.proc.ListenSocket;
import java.util.ArrayList;
import java.util.List;

/**
 * The listening sockets of {@code /proc/net/tcp} and {@code tcp6}.
 *
 * @see <a href="https://www.kernel.org/doc/Documentation/networking/proc_net_tcp.txt">proc_net_tcp</a>
 */
final class TcpTable {
    private static final String LISTEN = "0A";

    private TcpTable() {}

    static List<ListenSocket> listening(String... tables) {
        var found = new ArrayList<ListenSocket>();
        for (var table : tables) {
            for (var line : table.split("\n", -1)) {
                // sl local_address rem_address st tx:rx tr:when retrnsmt uid timeout inode
                var fields = line.strip().split(" +", 11);
                if (fields.length >= 10 && LISTEN.equals(fields[3])) {
                    int colon = fields[1].lastIndexOf(':');
                    found.add(new ListenSocket(
                            Long.parseLong(fields[9]), Integer.parseInt(fields[1].substring(colon + 1), 16), (int)
                                    Long.parseLong(fields[4].substring(fields[4].indexOf(':') + 1), 16)));
                }
            }
        }
        return found;
    }
}
