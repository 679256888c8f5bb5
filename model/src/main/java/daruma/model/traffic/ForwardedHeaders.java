package daruma.model.traffic;

/** What becomes of {@code X-Forwarded-For}, {@code -Proto} and {@code -Host}. */
public enum ForwardedHeaders {
    /** Ours replace what the client sent: anybody can send anything. */
    REPLACE,
    /** Ours are added to what another proxy sent, which is believed. */
    APPEND,
    /** None are added, and those that came are left alone. */
    LEAVE
}
