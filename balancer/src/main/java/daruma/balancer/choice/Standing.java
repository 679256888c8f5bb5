package daruma.balancer.choice;

/**
 * What an endpoint's latest answers say about it. Values of {@code now} are nanoseconds of a monotonic clock; only
 * differences mean something.
 *
 * @param connectFailures in a row
 * @param serverErrors answers of 500 to 599, broken or late ones, in a row
 * @param ejections so far; forgotten after {@link #FORGIVEN_AFTER} without another
 * @param ejectedUntil when the last of them ends or ended, if there was one
 * @param refused whether it has refused a connection since it last accepted one
 * @param restsUntil how long it is left alone for that
 */
public record Standing(
        int connectFailures, int serverErrors, int ejections, long ejectedUntil, boolean refused, long restsUntil) {
    public static final int CONNECT_FAILURES = 3;
    public static final int SERVER_ERRORS = 5;

    private static final long SECOND = 1_000_000_000L;
    /** The first ejection lasts so long, the second twice that, … */
    public static final long EJECTED_FOR = 5 * SECOND;

    public static final long EJECTED_AT_MOST = 60 * SECOND;
    /** One that refuses a connection is not asked again at once: it is most likely being restarted. */
    public static final long BRIEFLY = SECOND / 20;

    public static final long FORGIVEN_AFTER = 120 * SECOND;

    public static final Standing GOOD = new Standing(0, 0, 0, 0, false, 0);

    /** Whether it may be chosen like any other. */
    public boolean isGood(long now) {
        return !isEjected(now) && !isResting(now);
    }

    /** Whether it is passed over because it failed again and again. */
    public boolean isEjected(long now) {
        return ejections > 0 && ejectedUntil - now > 0;
    }

    /** Whether it must not even be tried now: it has just refused. */
    public boolean isResting(long now) {
        return refused && restsUntil - now > 0;
    }

    /** It answered, and not with a server error. An ejection stands until its end: the request may have been an old one. */
    public Standing afterSuccess(long now) {
        return connectFailures == 0 && serverErrors == 0 && !refused
                ? this
                : new Standing(0, 0, forgiven(now), ejectedUntil, false, 0);
    }

    /** It did not accept a connection. {@code mayEject}: enough others are left. */
    public Standing afterConnectFailure(long now, boolean mayEject) {
        var failures = connectFailures + 1;
        return failures >= CONNECT_FAILURES && mayEject && !isEjected(now)
                ? ejected(now)
                : new Standing(failures, serverErrors, ejections, ejectedUntil, true, now + BRIEFLY);
    }

    /** It answered with a server error, too late, or broke off. {@code mayEject}: enough others are left. */
    public Standing afterServerError(long now, boolean mayEject) {
        var errors = serverErrors + 1;
        return errors >= SERVER_ERRORS && mayEject && !isEjected(now)
                ? ejected(now)
                : new Standing(0, errors, ejections, ejectedUntil, false, 0);
    }

    private Standing ejected(long now) {
        var times = forgiven(now) + 1;
        return new Standing(0, 0, times, now + Math.min(EJECTED_AT_MOST, EJECTED_FOR * times), false, 0);
    }

    private int forgiven(long now) {
        return ejections > 0 && now - ejectedUntil > FORGIVEN_AFTER ? 0 : ejections;
    }
}
