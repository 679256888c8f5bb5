package daruma.process.notify;

import java.util.Optional;
import java.util.function.Consumer;

/**
 * A stream socket on which programs tell how they are, a line at a time, and ask; see {@code ProcessRoom.wordSocket}.
 */
public interface WordSocket extends AutoCloseable {
    /** What is behind it. Called on the room's thread: must not block. */
    interface Host {
        /**
         * Somebody has connected.
         *
         * @param pid who, by the kernel's word; the process that connected, whoever writes later
         * @param uid of what user
         * @param reply sends a line, which gets its newline here; from any thread, and without effect once it has gone
         * @return empty if it is not talked to: it is told why by a last reply and sent away
         */
        Optional<Consumer<String>> connected(int pid, int uid, Consumer<String> reply);
    }

    /** Stops listening, ends all connections, and removes the socket's file. */
    @Override
    void close();
}
