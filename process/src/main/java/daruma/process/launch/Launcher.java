package daruma.process.launch;

import java.time.Duration;
import java.util.Optional;

/**
 * Starts programs under a shim, takes over those of an earlier supervisor, and ends whole trees.
 *
 * <p>Safe for use by many threads. Closing it forgets everything and touches no process: what runs goes on, and a later
 * launcher adopts it.
 */
public interface Launcher extends AutoCloseable {
    /**
     * Starts the shim, which starts the program. Returns when the shim is spawned (a fraction of a millisecond); all
     * results, failures to spawn included, go to the listener.
     *
     * @throws IllegalStateException if the launcher is closed
     */
    Child launch(Launch launch, Listener listener);

    /**
     * Starts a shim that waits for the word to run its program. No shim that waits can be given sockets of ours or a file for
     * words: those would be held open for a program that may never run.
     *
     * @param gone called if the shim ends before the word was given and was not closed; on the listeners' thread
     * @return empty if this shim cannot wait, or cannot be started
     * @throws IllegalStateException if the launcher is closed
     */
    Optional<Standby> standBy(Launch launch, Runnable gone);

    /**
     * Takes over an incarnation of an earlier supervisor by what its run directory says. A pid is believed only if the
     * process behind it has the recorded start and the machine has not been booted since.
     *
     * <ul>
     *   <li>running: {@code started}, then as after a launch (with {@code degraded} if its shim is gone)
     *   <li>exit record: {@code ended} or {@code failed} from it, once the shim is gone
     *   <li>program gone without a record: strays are finished, then {@code ended} with the best evidence
     *   <li>booted since: {@code ended}, {@link Outcome.Unknown}
     * </ul>
     *
     * @throws IllegalStateException if the launcher is closed
     */
    Child adopt(Adoption adoption, Listener listener);

    /**
     * Sends a signal, and SIGCONT after one that asks for an end (TERM, INT, HUP, QUIT, ABRT, KILL), so that a stopped
     * process hears it.
     *
     * @param signal its number on this machine, 1 to 64
     * @return how many processes it was sent to; 0 if nothing is left, which is no error
     */
    int signal(Child child, int signal, Reach reach);

    /**
     * Sends SIGKILL to the whole tree, again and again until nothing of it is left. Blocks; not for the listener's thread.
     * The shim lives on to record the end, so {@code ended} follows by itself.
     *
     * @param patience how long to go on; a second or more
     */
    KillResult kill(Child child, Duration patience);

    /** Forgets all children without touching them. No listener is called afterwards. */
    @Override
    void close();
}
