package daruma.balancer.route;

/** How an endpoint failed that had accepted a request. */
public enum Failing {
    /** With a status of 500 to 599. */
    ANSWERED,
    /** It closed the connection without a whole answer, or what it said was no HTTP. */
    BROKE_OFF,
    /** Its time was up. */
    TOO_LATE
}
