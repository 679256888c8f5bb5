package daruma.model.traffic;

import daruma.model.Refused;
import java.util.regex.Pattern;

/**
 * A TCP address.
 *
 * @param host an address in numbers, of IPv4 or of IPv6 without brackets; {@code ::} is every address, of IPv4 too. No names:
 *     nobody here asks a resolver
 * @param port 1 to 65535
 */
public record Address(String host, int port) {
    private static final Pattern IPV4 =
            Pattern.compile("((25[0-5]|2[0-4]\\d|1?\\d?\\d)\\.){3}(25[0-5]|2[0-4]\\d|1?\\d?\\d)");
    private static final Pattern IPV6 = Pattern.compile("(?=.*:.*:)[0-9A-Fa-f:]{2,39}(:(\\d{1,3}\\.){3}\\d{1,3})?");

    public static final String EVERY = "::";
    public static final String LOOPBACK = "127.0.0.1";

    public Address {
        if (!IPV4.matcher(host).matches() && !IPV6.matcher(host).matches()) {
            throw new Refused("invalid address \"" + host + "\": write it in numbers, such as 127.0.0.1 or ::1");
        }
        if (port < 1 || port > 65_535) {
            throw new Refused("port " + port + " does not exist: ports go from 1 to 65535");
        }
    }

    /** The usual form: {@code 127.0.0.1:80}, {@code [::1]:80}. */
    @Override
    public String toString() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
}
