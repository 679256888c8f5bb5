package daruma.state;

import daruma.control.home.HolderRecord;
import java.util.Optional;

/** How it went to open a home. */
public sealed interface HomeOpening {

    /** It is ours until it is closed. */
    record Opened(Home home) implements HomeOpening {}

    /**
     * Another daemon holds it.
     *
     * @param holder empty if that one has not written down who it is
     */
    record Held(Optional<HolderRecord> holder, String message) implements HomeOpening {}

    /**
     * No daemon can work with it.
     *
     * @param message for the user: what, why, what next
     */
    record Unusable(String message) implements HomeOpening {}
}
