package daruma.control.server;

import daruma.control.Answer;
import daruma.control.Fault;

/**
 * Where the answers to one call go. For any thread; no method ever waits for the client.
 *
 * @param <R> what the method answers
 */
public interface Answering<R extends Answer> {
    /** Whether the caller takes more than one answer. */
    boolean streaming();

    /** Whether somebody still listens. False for good once the client is gone or the last answer was given. */
    boolean open();

    /**
     * One of several answers. Without {@link #streaming()} it is dropped: such a caller wants the end only.
     *
     * <p>If the client reads too slowly, the oldest {@link Answer.Lines} and {@link Answer.Events} that wait for it are
     * dropped, and the next that it gets counts them; other answers are kept, up to a limit after which the client is cut off
     * with {@link Fault.TooSlow}.
     */
    void next(R answer);

    /** The last answer. */
    void done(R answer);

    /** No answer; the reason. */
    void fail(Fault.Remote fault);

    /**
     * Runs {@code more} once, on a thread of the server, when there is room for more answers: now or later, never if the
     * client goes away. For those who have much to say and can wait, such as a reader of old logs: they lose nothing.
     */
    void whenRoom(Runnable more);

    /** Runs {@code then} once when nobody listens any more, also if that is so already: to stop what feeds a stream. */
    void whenClosed(Runnable then);
}
