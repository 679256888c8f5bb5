package daruma.control.traffic;

/** What came of a question to the balancer. */
public sealed interface BalancerReply<T> {
    /** Its answer. */
    record Answered<T>(T value) implements BalancerReply<T> {}

    /**
     * It said no; nothing has changed.
     *
     * @param error the name of the varlink error
     * @param message for people: what, why, what next
     */
    record Declined<T>(String error, String message) implements BalancerReply<T> {}

    /**
     * It did not answer.
     *
     * @param why for people
     */
    record Silent<T>(String why) implements BalancerReply<T> {}
}
