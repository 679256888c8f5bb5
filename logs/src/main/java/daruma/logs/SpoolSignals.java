package daruma.logs;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Tells that a spool grew. Armed only while nothing is known to be there to read, so
 * that a flooding app costs no notification per write and an idle one costs nothing at all.
 */
public interface SpoolSignals extends AutoCloseable {
    /**
     * Asks for one signal, as soon as the file is longer than what was read.
     *
     * @param file may not exist yet; its directory does
     * @param readUpTo bytes that are known to be there
     * @param grown called once, on any thread, perhaps before this method returns; returns at once. A needless call does no
     *     harm, a missing one loses time
     * @throws IOException if the file cannot be watched; it is then looked at twice a second instead
     */
    Armed arm(Path file, long readUpTo, Runnable grown) throws IOException;

    @Override
    void close();

    /** One signal that is asked for. */
    interface Armed {
        /** No signal is wanted any more; no effect after it came. */
        void cancel();
    }
}
