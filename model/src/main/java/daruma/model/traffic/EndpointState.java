package daruma.model.traffic;

/** What the daemon knows of an endpoint. What the balancer finds out by itself comes on top. */
public enum EndpointState {
    /** Takes requests. */
    READY,
    /** It was ready, lives, and says that it is not now. It takes requests only if so many are sick that all must help. */
    UNREADY,
    /** Takes none anew; those under way are finished. */
    DRAINING,
    /** Ready, but only to stand in for one that has failed. */
    SPARE,
    /** There is nobody: connections to it are closed. */
    DOWN
}
