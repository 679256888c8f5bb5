package daruma.model.traffic;

import daruma.model.Durations;
import daruma.model.Refused;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
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

    public Balancing withAlgorithm(Algorithm value, Optional<String> header) {
        return with(draft -> {
            draft.algorithm = value;
            draft.hashHeader = header;
        });
    }

    public Balancing withStickyCookie(String name) {
        return with(draft -> draft.stickyCookie = Optional.of(name));
    }

    public Balancing withSlowStart(Duration value) {
        return with(draft -> draft.slowStart = value);
    }

    public Balancing withRetries(int value) {
        return with(draft -> draft.retries = value);
    }

    public Balancing withTimeouts(Timeouts value) {
        return with(draft -> draft.timeouts = value);
    }

    public Balancing withCapacity(Capacity value) {
        return with(draft -> draft.capacity = value);
    }

    public Balancing withForwarded(ForwardedHeaders value) {
        return with(draft -> draft.forwarded = value);
    }

    public Balancing withProxyProtocol(ProxyProtocol in, ProxyProtocol out) {
        return with(draft -> {
            draft.proxyIn = in;
            draft.proxyOut = out;
        });
    }

    public Balancing withTls(Tls value) {
        return with(draft -> draft.tls = Optional.of(value));
    }

    public Balancing withAccessLog(String path) {
        return with(draft -> draft.accessLog = Optional.of(path));
    }

    private Balancing with(Consumer<Draft> change) {
        var draft = new Draft(this);
        change.accept(draft);
        return draft.balancing();
    }

    /** All the parts, to change one of them. */
    private static final class Draft {
        private Algorithm algorithm;
        private Optional<String> hashHeader;
        private Optional<String> stickyCookie;
        private Duration slowStart;
        private int retries;
        private Timeouts timeouts;
        private Capacity capacity;
        private ForwardedHeaders forwarded;
        private ProxyProtocol proxyIn;
        private ProxyProtocol proxyOut;
        private Optional<Tls> tls;
        private Optional<String> accessLog;

        Draft(Balancing from) {
            algorithm = from.algorithm;
            hashHeader = from.hashHeader;
            stickyCookie = from.stickyCookie;
            slowStart = from.slowStart;
            retries = from.retries;
            timeouts = from.timeouts;
            capacity = from.capacity;
            forwarded = from.forwarded;
            proxyIn = from.proxyIn;
            proxyOut = from.proxyOut;
            tls = from.tls;
            accessLog = from.accessLog;
        }

        Balancing balancing() {
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
                    accessLog);
        }
    }
}
