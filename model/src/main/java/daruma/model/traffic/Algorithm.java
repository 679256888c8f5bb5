package daruma.model.traffic;

/** How an endpoint is chosen among those that may be. */
public enum Algorithm {
    /** Of two taken at random, the one with fewer requests under way. */
    LEAST_REQUEST,
    /** One after the other. */
    ROUND_ROBIN,
    /** The same one for the same client, as long as it can; few move when endpoints come and go. */
    HASH
}
