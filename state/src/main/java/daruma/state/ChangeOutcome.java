package daruma.state;

/** How a change of desired state ended. */
public sealed interface ChangeOutcome {

    /** It is on the disk. */
    record Stored(DesiredState state) implements ChangeOutcome {}

    /**
     * It has not happened; the state is as it was before.
     *
     * @param why for the user: what, why, what next
     */
    record NotStored(String why) implements ChangeOutcome {}
}
