package daruma.model.traffic;

import daruma.model.Durations;
import daruma.model.Refused;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How an app's requests are spread over its instances.
 *
 * @param hashHeader whose value is hashed by {@link Algorithm#HASH}; empty: the client's address
 * @param stickyCookie the name of a cookie by which a client comes back to the instance that it had
 * @param slowStart how long a new endpoint takes to its full share; 0 to 1 h
 * @param retries how often a request may be sent again, to another endpoint, if that is safe: 0 to 5
 * @param proxyIn what every client's connection begins with; {@code V1} and {@code V2} both take either
 * @param proxyOut what our connections to endpoints begin with
 * @param accessLog an absolute path; empty: no access log
 */
public record Balancing(
        Algorithm algorithm,
        Optional<String> hashHeader,
        Optional<String> stickyCookie,
        Duration slowStart,
        int retries,
        Timeouts timeouts,
        Capacity capacity,
        ForwardedHeaders forwarded,
        ProxyProtocol proxyIn,
        ProxyProtocol proxyOut,
        Optional<Tls> tls,
        Optional<String> accessLog) {
    private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,64}");

    public static final Balancing DEFAULT = new Balancing(
            Algorithm.LEAST_REQUEST,
            Optional.empty(),
            Optional.empty(),
            Duration.ZERO,
            1,
            Timeouts.DEFAULT,
            Capacity.DEFAULT,
            ForwardedHeaders.REPLACE,
            ProxyProtocol.NONE,
            ProxyProtocol.NONE,
            Optional.empty(),
            Optional.empty());

    public Balancing {
        hashHeader.ifPresent(name -> requireToken("header", name));
        stickyCookie.ifPresent(name -> requireToken("cookie", name));
        if (hashHeader.isPresent() && algorithm != Algorithm.HASH) {
            throw new Refused("a header to hash needs the algorithm hash");
        }
        Durations.requireWithin("the slow start", slowStart, Duration.ZERO, Duration.ofHours(1));
        if (retries < 0 || retries > 5) {
            throw new Refused("the number of retries is " + retries + ": use 0 to 5");
        }
        accessLog.ifPresent(path -> {
            if (!path.startsWith("/") || path.indexOf('\0') >= 0) {
                throw new Refused("the path of the access log is \"" + path + "\": write an absolute one");
            }
        });
    }

    private static void requireToken(String what, String name) {
        if (!TOKEN.matcher(name).matches()) {
            throw new Refused("invalid name of a " + what + ": \"" + name + "\"");
        }
    }

    public Balancing withAlgorithm(Algorithm newAlgorithm, Optional<String> newHashHeader) {
        return new Balancing(
                newAlgorithm,
                newHashHeader,
                stickyCookie,
                slowStart,
                retries,
                timeouts,
                capacity,
                forwarded,
                proxyIn,
                proxyOut,
                tls,
                accessLog);
    }

    public Balancing withStickyCookie(String name) {
        return new Balancing(
                algorithm,
                hashHeader,
                Optional.of(name),
                slowStart,
                retries,
                timeouts,
                capacity,
                forwarded,
                proxyIn,
                proxyOut,
                tls,
                accessLog);
    }

    public Balancing withSlowStart(Duration newSlowStart) {
        return new Balancing(
                algorithm,
                hashHeader,
                stickyCookie,
                newSlowStart,
                retries,
                timeouts,
                capacity,
                forwarded,
                proxyIn,
                proxyOut,
                tls,
                accessLog);
    }

    public Balancing withRetries(int newRetries) {
        return new Balancing(
                algorithm,
                hashHeader,
                stickyCookie,
                slowStart,
                newRetries,
                timeouts,
                capacity,
                forwarded,
                proxyIn,
                proxyOut,
                tls,
                accessLog);
    }

    public Balancing withTimeouts(Timeouts newTimeouts) {
        return new Balancing(
                algorithm,
                hashHeader,
                stickyCookie,
                slowStart,
                retries,
                newTimeouts,
                capacity,
                forwarded,
                proxyIn,
                proxyOut,
                tls,
                accessLog);
    }

    public Balancing withCapacity(Capacity newCapacity) {
        return new Balancing(
                algorithm,
                hashHeader,
                stickyCookie,
                slowStart,
                retries,
                timeouts,
                newCapacity,
                forwarded,
                proxyIn,
                proxyOut,
                tls,
                accessLog);
    }

    public Balancing withForwarded(ForwardedHeaders newForwarded) {
        return new Balancing(
                algorithm,
                hashHeader,
                stickyCookie,
                slowStart,
                retries,
                timeouts,
                capacity,
                newForwarded,
                proxyIn,
                proxyOut,
                tls,
                accessLog);
    }

    public Balancing withProxyProtocol(ProxyProtocol in, ProxyProtocol out) {
        return new Balancing(
                algorithm,
                hashHeader,
                stickyCookie,
                slowStart,
                retries,
                timeouts,
                capacity,
                forwarded,
                in,
                out,
                tls,
                accessLog);
    }

    public Balancing withTls(Tls newTls) {
        return new Balancing(
                algorithm,
                hashHeader,
                stickyCookie,
                slowStart,
                retries,
                timeouts,
                capacity,
                forwarded,
                proxyIn,
                proxyOut,
                Optional.of(newTls),
                accessLog);
    }

    public Balancing withAccessLog(String path) {
        return new Balancing(
                algorithm,
                hashHeader,
                stickyCookie,
                slowStart,
                retries,
                timeouts,
                capacity,
                forwarded,
                proxyIn,
                proxyOut,
                tls,
                Optional.of(path));
    }
}
