package daruma.process.launch;

/**
 * What becomes of one launch or adoption.
 *
 * <p>Order: {@code (failed | started degraded? ended)} after a launch; after an adoption {@code started} is left out for
 * what was already over. {@code failed} and {@code ended} are the last word, come exactly once, and only when the shim and
 * its lock are gone, so that the next incarnation may be launched from within them.
 *
 * <p>All methods are called on the launcher's one thread, of whose time everybody's restarts are made: they must not block.
 * Calling {@link Launcher#launch} from there is meant; {@link Launcher#kill} is not. An exception that escapes goes to the
 * thread's uncaught exception handler and nothing else is lost.
 */
public interface Listener {
    /** The program's first instruction is about to run, or it was found running. */
    void started(Started started);

    /** The program never ran. */
    void failed(Failure failure);

    /** The shim died under a living program, which is now watched by itself. */
    void degraded(String notice);

    /** The program ended and its tree is gone, or {@link End#survivors} names what is left. */
    void ended(End end);
}
