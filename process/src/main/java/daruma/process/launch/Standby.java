package daruma.process.launch;

import java.util.Optional;

/**
 * A shim that has done all that needs no program, and waits for the word to run one. It ends without having run anything when
 * this is closed, or when our process ends, however that happens. For any thread.
 */
public interface Standby extends AutoCloseable {
    /**
     * Gives the word. From then on it is as after {@link Launcher#launch}.
     *
     * @param listener hears all that there is to hear
     * @return empty if the shim is not there any more: then nothing has happened, and the listener hears nothing
     */
    Optional<Child> go(Listener listener);

    /** Ends it, unless the word was given. */
    @Override
    void close();
}
