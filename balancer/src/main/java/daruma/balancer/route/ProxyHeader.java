package daruma.balancer.route;

import daruma.model.traffic.ProxyProtocol;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/**
 * The header of a connection that tells who the client is.
 *
 * @see <a href="https://www.haproxy.org/download/2.9/doc/proxy-protocol.txt">The PROXY protocol</a>
 */
public final class ProxyHeader {
    private static final byte[] SIGNATURE = {13, 10, 13, 10, 0, 13, 10, 'Q', 'U', 'I', 'T', 10};
    private static final int VERSION_2_PROXY = 0x21;
    private static final int TCP_OVER_IPV4 = 0x11;
    private static final int TCP_OVER_IPV6 = 0x21;

    private ProxyHeader() {}

    /** Writes one; the version is V1 or V2. */
    public static ByteBuf of(
            ProxyProtocol version, InetSocketAddress client, InetSocketAddress local, ByteBufAllocator allocator) {
        var sameFamily =
                client.getAddress().getAddress().length == local.getAddress().getAddress().length;
        var out = allocator.directBuffer(128);
        if (version == ProxyProtocol.V1) {
            var text = sameFamily
                    ? "PROXY " + (isIpv4(client) ? "TCP4 " : "TCP6 ") + numbers(client.getAddress()) + " "
                            + numbers(local.getAddress()) + " " + client.getPort() + " " + local.getPort() + "\r\n"
                    : "PROXY UNKNOWN\r\n";
            return out.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
        }
        out.writeBytes(SIGNATURE).writeByte(VERSION_2_PROXY);
        if (!sameFamily) {
            return out.writeByte(0).writeShort(0);
        }
        var from = client.getAddress().getAddress();
        return out.writeByte(isIpv4(client) ? TCP_OVER_IPV4 : TCP_OVER_IPV6)
                .writeShort(from.length * 2 + 4)
                .writeBytes(from)
                .writeBytes(local.getAddress().getAddress())
                .writeShort(client.getPort())
                .writeShort(local.getPort());
    }

    private static boolean isIpv4(InetSocketAddress address) {
        return address.getAddress().getAddress().length == 4;
    }

    private static String numbers(InetAddress address) {
        var text = address.getHostAddress();
        var zone = text.indexOf('%');
        return zone < 0 ? text : text.substring(0, zone);
    }
}
