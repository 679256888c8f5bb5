package daruma.balancer.http;

/** What matters of a method (RFC 9110, 9.2.2). */
enum Method {
    GET(true),
    HEAD(true),
    PUT(true),
    DELETE(true),
    OPTIONS(true),
    TRACE(true),
    OTHER(false);

    private static final Method[] KNOWN = {GET, HEAD, PUT, DELETE, OPTIONS, TRACE};

    @SuppressWarnings("ImmutableEnumChecker") // Nobody writes to it.
    private final byte[] text = Ascii.bytes(name());

    private final boolean idempotent;

    Method(boolean idempotent) {
        this.idempotent = idempotent;
    }

    static Method of(byte[] bytes, int start, int end) {
        for (var method : KNOWN) {
            if (Ascii.equals(bytes, start, end, method.text)) {
                return method;
            }
        }
        return OTHER;
    }

    /** Whether to ask twice is as good as to ask once. */
    boolean isIdempotent() {
        return idempotent;
    }
}
