package daruma.balancer.tls;

/** A certificate or its key cannot be used. The message says which file, why, and what to do. */
public final class BadCertificate extends Exception {
    private static final long serialVersionUID = 1L;

    BadCertificate(String message) {
        super(message);
    }
}
