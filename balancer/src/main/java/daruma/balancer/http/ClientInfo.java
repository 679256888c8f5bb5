package daruma.balancer.http;

import java.net.InetSocketAddress;

/**
 * What is told of a client to endpoints; the same for all requests of its connection.
 */
final class ClientInfo {
    private static final byte[] HTTP = Ascii.bytes("http");
    private static final byte[] HTTPS = Ascii.bytes("https");

    private final InetSocketAddress address;
    private final InetSocketAddress local;
    private final byte[] forwarded;
    private final byte[] scheme;
    private final byte[] localName;

    private ClientInfo(InetSocketAddress address, InetSocketAddress local, boolean tls) {
        this.address = address;
        this.local = local;
        forwarded = Ascii.bytes(text(address));
        scheme = tls ? HTTPS : HTTP;
        localName = Ascii.bytes(bracketed(text(local)) + ":" + local.getPort());
    }

    static ClientInfo of(InetSocketAddress address, InetSocketAddress local, boolean tls) {
        return new ClientInfo(address, local, tls);
    }

    /** Of the client itself, as far as it is known. */
    InetSocketAddress address() {
        return address;
    }

    /** That it connected to. */
    InetSocketAddress local() {
        return local;
    }

    /** Its address, as in {@code X-Forwarded-For}. */
    byte[] forwarded() {
        return forwarded;
    }

    /** {@code http} or {@code https}. */
    byte[] scheme() {
        return scheme;
    }

    /** For who asks for no host: the address that it connected to. */
    byte[] localName() {
        return localName;
    }

    /** In numbers; without the zone of a link-local address. */
    private static String text(InetSocketAddress address) {
        var known = address.getAddress();
        var text = known == null ? address.getHostString() : known.getHostAddress();
        var zone = text.indexOf('%');
        return zone < 0 ? text : text.substring(0, zone);
    }

    private static String bracketed(String text) {
        return text.indexOf(':') >= 0 ? "[" + text + "]" : text;
    }

    String text() {
        return text(address);
    }
}
