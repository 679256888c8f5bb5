package daruma.daemon.log;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Tells that something was written to a file of a directory. Armed only while nothing is known to be there to read, so
 * that a flooding app costs no notification per write and an idle one costs nothing at all.
 */
public interface SpoolSignals extends AutoCloseable {
    /**
     * Asks for one signal about the next change.
     *
     * @param directory exists; its files may not exist yet
     * @param changed called once, on any thread, after the first change of any file in the directory that follows the
     *     return of this method; returns at once. A needless call does no harm, a missing one loses time
     * @throws IOException if the directory cannot be watched; it is then looked at twice a second instead
     */
    Armed arm(Path directory, Runnable changed) throws IOException;

    @Override
    void close();

    /** One signal that is asked for. */
    interface Armed {
        /** No signal is wanted any more; no effect after it came. */
        void cancel();
    }
}
