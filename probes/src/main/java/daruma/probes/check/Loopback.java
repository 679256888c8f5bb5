package daruma.probes.check;

import daruma.model.Durations;
import daruma.probes.time.Deadline;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.Locale;

/** Connections to ports of this machine, over IPv4 and else over IPv6: some programs listen on one of them only. */
final class Loopback {
    private static final InetAddress V4 = address(127, 0, 0, 1);
    private static final InetAddress V6 = address(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1);

    private Loopback() {}

    /**
     * Connects.
     *
     * @throws SocketTimeoutException if nobody has accepted by the deadline
     * @throws ConnectException if nobody listens
     */
    static Socket connect(int port, Deadline deadline) throws IOException {
        try {
            return connect(V4, port, deadline);
        } catch (ConnectException refused) {
            try {
                return connect(V6, port, deadline);
            } catch (SocketTimeoutException late) {
                throw late;
            } catch (IOException _) {
                throw refused;
            }
        }
    }

    /** What a failed connection or exchange says about the program, or about us. */
    static Outcome failure(int port, IOException e, Deadline deadline) {
        var said = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
        if (said.contains("too many open files") || said.contains("cannot assign requested address")) {
            return new Outcome.Broken("no socket to check with: " + e.getMessage());
        }
        if (e instanceof SocketTimeoutException || deadline.passed()) {
            return new Outcome.Failed(
                    "port " + port + " gave no answer within " + Durations.format(deadline.allowed()));
        }
        if (e instanceof ConnectException) {
            return new Outcome.Failed("port " + port + " refuses connections");
        }
        if (e instanceof SocketException) {
            return new Outcome.Failed("port " + port + " broke the connection off: " + e.getMessage());
        }
        return new Outcome.Failed("port " + port + ": " + e.getMessage());
    }

    private static Socket connect(InetAddress address, int port, Deadline deadline) throws IOException {
        var socket = new Socket();
        try {
            int left = deadline.millisLeft();
            if (left == 0) {
                throw new SocketTimeoutException("no time left to connect");
            }
            socket.connect(new InetSocketAddress(address, port), left);
            socket.setTcpNoDelay(true);
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private static InetAddress address(int... bytes) {
        var raw = new byte[bytes.length];
        for (int i = 0; i < raw.length; i++) {
            raw[i] = (byte) bytes[i];
        }
        try {
            return InetAddress.getByAddress(raw);
        } catch (UnknownHostException impossible) {
            throw new AssertionError(impossible);
        }
    }
}
