package daruma.balancer.choice;

/**
 * How many requests may be sent once more: a fifth of those that came, so that a sick app does not get more to do for being
 * sick. A few are always allowed, and what was saved up is bounded. Not for more than one thread.
 */
public final class RetryBudget {
    private static final int PER_REQUEST = 1;
    private static final int PER_RETRY = 5;
    private static final int AT_START = 10 * PER_RETRY;
    private static final int AT_MOST = 100 * PER_RETRY;

    private int saved = AT_START;

    /** A request came in. */
    public void request() {
        if (saved < AT_MOST) {
            saved += PER_REQUEST;
        }
    }

    /** Takes a retry out of the budget; false: there is none left. */
    public boolean take() {
        if (saved < PER_RETRY) {
            return false;
        }
        saved -= PER_RETRY;
        return true;
    }
}
