package daruma.control;

import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * A connection to a daemon. One call at a time; {@link #close()} alone may be called from another thread, and ends a call
 * that is waiting with {@link Fault.Cancelled}.
 *
 * <p>No call waits for a daemon that is not there: while nothing is heard, it is asked on a connection of its own whether it
 * is, and when it does not even answer that, the client's {@link Patience} ends the call. A daemon that is there may take as
 * long as it likes with what it was asked for.
 */
public interface ControlClient extends AutoCloseable {

    /**
     * Connects.
     *
     * @param version of this client, for the sentence of {@link Fault.VersionMismatch}
     * @param limit for the connection alone
     * @return {@link Fault.DaemonAbsent}, {@link Fault.SocketStale}, {@link Fault.SocketPathTooLong},
     *     {@link Fault.SocketForbidden}, {@link Fault.TimedOut} or {@link Fault.Unreachable} if there is no connection
     */
    static Outcome<ControlClient> connect(Path socket, String version, Duration limit) {
        return connect(socket, version, limit, Patience.DEFAULT);
    }

    /**
     * As {@link #connect(Path, String, Duration)}.
     *
     * @param patience with a daemon that says nothing while an answer of it is awaited
     */
    static Outcome<ControlClient> connect(Path socket, String version, Duration limit, Patience patience) {
        return SocketClient.connect(socket, version, limit, patience);
    }

    /**
     * Asks once and waits for the one answer; of a streaming method, for its last.
     *
     * @param limit for the whole of it
     */
    <R extends Answer> Outcome<R> call(Request<R> request, Duration limit);

    /**
     * Asks, and takes every answer as it comes, on this thread. Without a limit of time, as long as the
     * daemon is there.
     *
     * @param each gets every answer, the last included
     * @return the last answer once more
     */
    <R extends Answer> Outcome<R> stream(Request<R> request, Consumer<? super R> each);

    /** As {@link #stream(Request, Consumer)}, but not longer than {@code limit} in all. */
    <R extends Answer> Outcome<R> stream(Request<R> request, Consumer<? super R> each, Duration limit);

    @Override
    void close();
}
