package daruma.model;

import java.util.Locale;

/** The one word that tells how an instance, or an app as a whole, is. */
public enum StatusWord {
    STARTING,
    RUNNING,
    /** Up, but not (or no longer) ready. */
    NOT_READY,
    /** Down, waiting for its next try. */
    BACKING_OFF,
    /** As backing off, with the verdict that it will not get better by itself. */
    CRASH_LOOP,
    STOPPING,
    STOPPED,
    /** Down for good by a rule that the user set. */
    FAILED,
    /** Ended well, and not to be started again. */
    COMPLETED;

    /** As scripts see it: {@code not-ready}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * Reads {@link #word()} back.
     *
     * @throws Refused if there is no such word
     */
    public static StatusWord ofWord(String word) {
        for (var status : values()) {
            if (status.word().equals(word)) {
                return status;
            }
        }
        throw new Refused("unknown status \"" + word + "\"");
    }
}
