package daruma.balancer.http;

import java.net.InetSocketAddress;

/**
 * What is told of a client to endpoints; the same for all requests of its connection.
 *
 * @param address of the client itself, as far as it is known
 * @param local the address that it connected to
 * @param forwarded its address, as in {@code X-Forwarded-For}
 * @param scheme {@code http} or {@code https}
 * @param localName of the address it connected to, for who asks for no host
 */
record ClientInfo(
        InetSocketAddress address, InetSocketAddress local, byte[] forwarded, byte[] scheme, byte[] localName) {
    private static final byte[] HTTP = Ascii.bytes("http");
    private static final byte[] HTTPS = Ascii.bytes("https");

    static ClientInfo of(InetSocketAddress address, InetSocketAddress local, boolean tls) {
        return new ClientInfo(
                address,
                local,
                Ascii.bytes(text(address)),
                tls ? HTTPS : HTTP,
                Ascii.bytes(bracketed(text(local)) + ":" + local.getPort()));
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
