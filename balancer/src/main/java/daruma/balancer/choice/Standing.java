package daruma.balancer.choice;

/**
 * What an endpoint's latest answers say about it. Values of {@code now} are nanoseconds of a monotonic clock; only
 * differences mean something.
 *
 * @param connectFailures in a row
 * @param serverErrors answers of 500 to 599, broken or late ones, in a row
 * @param ejections so far; forgotten after {@link #FORGIVEN_AFTER} without another
 * @param passedOver what it is passed over for
 * @param until when that ends, if it is passed over
 */
public record Standing(int connectFailures, int serverErrors, int ejections, Passed passedOver, long until) {
    /** Why an endpoint is passed over. */
    public enum Passed {
        /** It is not. */
        NOT,
        /** It refused a connection a moment ago: others first, but that is no verdict yet. */
        BRIEFLY,
        /** It failed again and again. */
        EJECTED
    }

    public static final int CONNECT_FAILURES = 3;
    public static final int SERVER_ERRORS = 5;

    private static final long SECOND = 1_000_000_000L;
    /** The first ejection lasts so long, the second twice that, … */
    public static final long EJECTED_FOR = 5 * SECOND;

    public static final long EJECTED_AT_MOST = 60 * SECOND;
    /** One that refuses a connection is not asked again at once: it is most likely being restarted. */
    public static final long BRIEFLY = SECOND / 20;

    public static final long FORGIVEN_AFTER = 120 * SECOND;

    public static final Standing GOOD = new Standing(0, 0, 0, Passed.NOT, 0);

    /** Whether it may be chosen like any other. */
    public boolean isGood(long now) {
        return passedOver == Passed.NOT || until - now <= 0;
    }

    public boolean isEjected(long now) {
        return passedOver == Passed.EJECTED && until - now > 0;
    }

    /** Whether it must not even be tried now: it has just refused. */
    public boolean isResting(long now) {
        return passedOver == Passed.BRIEFLY && until - now > 0;
    }

    /** It answered, and not with a server error. */
    public Standing afterSuccess(long now) {
        if (connectFailures == 0 && serverErrors == 0 && passedOver == Passed.NOT) {
            return this;
        }
        if (isEjected(now)) {
            // An answer to an old request, or one of a time when all must help: the verdict stands until its end.
            return new Standing(0, 0, ejections, passedOver, until);
        }
        return new Standing(0, 0, forgiven(now), Passed.NOT, passedOver == Passed.EJECTED ? until : 0);
    }

    /** It did not accept a connection. {@code mayEject}: enough others are left. */
    public Standing afterConnectFailure(long now, boolean mayEject) {
        var failures = connectFailures + 1;
        if (failures >= CONNECT_FAILURES && mayEject && !isEjected(now)) {
            return ejected(now);
        }
        return isEjected(now)
                ? new Standing(failures, serverErrors, ejections, passedOver, until)
                : new Standing(failures, serverErrors, ejections, Passed.BRIEFLY, now + BRIEFLY);
    }

    /** It answered with a server error, too late, or broke off. {@code mayEject}: enough others are left. */
    public Standing afterServerError(long now, boolean mayEject) {
        var errors = serverErrors + 1;
        if (errors >= SERVER_ERRORS && mayEject && !isEjected(now)) {
            return ejected(now);
        }
        return new Standing(0, errors, ejections, passedOver, until);
    }

    private Standing ejected(long now) {
        var times = forgiven(now) + 1;
        var length = Math.min(EJECTED_AT_MOST, EJECTED_FOR * times);
        return new Standing(0, 0, times, Passed.EJECTED, now + length);
    }

    private int forgiven(long now) {
        return ejections > 0 && now - until > FORGIVEN_AFTER ? 0 : ejections;
    }
}
