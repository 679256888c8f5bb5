package daruma.logs;

import org.jspecify.annotations.Nullable;

/**
 * The answer to one query, read on the caller's own thread and at its own pace: what it has not asked for yet waits in
 * the log files, not in memory.
 */
public interface LogReader extends AutoCloseable {
    /**
     * The next item; waits for it if the query follows.
     *
     * @return null at the end, after {@link #close()}, and when the thread is interrupted
     * @throws daruma.model.Refused if the pattern takes too long on a line
     */
    @Nullable
    LogItem next();

    /**
     * Whether {@link #next()} would answer at once, as far as is known: to be asked between two of its items, on the same
     * thread, by those who gather items and do not want to keep what they have while they wait.
     */
    boolean hasMore();

    /** Ends a waiting {@link #next()}; from any thread. */
    @Override
    void close();
}
