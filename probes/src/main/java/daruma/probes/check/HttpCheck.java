package daruma.probes.check;

import daruma.probes.time.Deadline;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A GET with the semantics of Kubernetes' probes: a status of 200 to 399 is good; certificates are not verified; each check has
 * a connection of its own; redirects are followed on this host, at most ten, and one to another host is good as it is. One
 * thing differs: a body that does not come to its end (or to 10 KiB) in time is a failure, where Kubernetes throws the
 * result away.
 *
 * @param headers sent with it; {@code Host} replaces {@code localhost:PORT}
 */
public record HttpCheck(int port, String path, Map<String, String> headers, boolean tls) implements Check {
    private static final int MOST_REDIRECTS = 10;
    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

    public HttpCheck {
        headers = Map.copyOf(headers);
    }

    @Override
    public Outcome make(Deadline deadline) {
        return switch (ask(deadline)) {
            case Answer.Status(int code, String text)
            when code < 200 || code >= 400 -> new Outcome.Failed("GET " + path + " answered " + words(code, text));
            case Answer.Status(int code, String text) ->
                new Outcome.Passed("GET " + path + " answered " + words(code, text));
            case Answer.None(var outcome) -> outcome;
        };
    }

    /** What the server says in the end. */
    public sealed interface Answer {
        /**
         * A status.
         *
         * @param code 100 to 999
         * @param text the reason as the server put it; may be empty
         */
        record Status(int code, String text) implements Answer {}

        /** Nothing that counts as an answer. */
        record None(Outcome outcome) implements Answer {}
    }

    /** Asks, and follows redirects on this host. */
    public Answer ask(Deadline deadline) {
        int port = this.port;
        var path = this.path;
        var tls = this.tls;
        for (int redirects = 0; ; redirects++) {
            HttpReply reply;
            try {
                reply = HttpExchange.get(port, path, headers, tls, deadline);
            } catch (MalformedReply e) {
                return new Answer.None(new Outcome.Failed("GET " + path + ": port " + port + " " + e.getMessage()));
            } catch (IOException e) {
                return new Answer.None(about(path, Loopback.failure(port, e, deadline)));
            }
            var target = REDIRECTS.contains(reply.status())
                    ? reply.location().flatMap(HttpCheck::uri)
                    : Optional.<URI>empty();
            if (target.isEmpty() || !isHere(target.get())) {
                return new Answer.Status(reply.status(), reply.reason());
            }
            if (redirects == MOST_REDIRECTS) {
                return new Answer.None(new Outcome.Failed(
                        "GET " + this.path + " was redirected more than " + MOST_REDIRECTS + " times"));
            }
            var next = target.get();
            if (next.getScheme() != null) {
                tls = "https".equalsIgnoreCase(next.getScheme());
                port = next.getPort() > 0 ? next.getPort() : next.getHost() == null ? port : tls ? 443 : 80;
            }
            path = resolved(path, next);
        }
    }

    private static Outcome about(String path, Outcome outcome) {
        return switch (outcome) {
            case Outcome.Failed(var what) -> new Outcome.Failed("GET " + path + ": " + what);
            case Outcome.Broken(var what) -> new Outcome.Broken("GET " + path + ": " + what);
            case Outcome.Passed passed -> passed;
        };
    }

    private static String words(int code, String text) {
        return text.isEmpty() ? Integer.toString(code) : code + " " + text;
    }

    /** Relative, or to the host that was asked. */
    private boolean isHere(URI target) {
        var host = target.getHost();
        if (host == null) {
            return target.getRawAuthority() == null;
        }
        var asked = headers.entrySet().stream()
                .filter(header -> header.getKey().equalsIgnoreCase("Host"))
                .map(header -> header.getValue().replaceFirst(":\\d+$", ""))
                .findFirst()
                .orElse("localhost");
        return host.equalsIgnoreCase(asked)
                || Set.of("localhost", "127.0.0.1", "[::1]").contains(host);
    }

    private static String resolved(String path, URI target) {
        var raw = target.getRawPath() == null ? "" : target.getRawPath();
        var whole = target.getRawQuery() == null ? raw : raw + "?" + target.getRawQuery();
        if (raw.startsWith("/")) {
            return whole;
        }
        if (target.getRawAuthority() != null) {
            return "/" + whole;
        }
        var base = path.replaceFirst("\\?.*", "");
        return raw.isEmpty() ? base + whole : base.substring(0, base.lastIndexOf('/') + 1) + whole;
    }

    private static Optional<URI> uri(String location) {
        try {
            var uri = new URI(location);
            var scheme = uri.getScheme();
            boolean web = scheme == null || scheme.equalsIgnoreCase("http") || scheme.equalsIgnoreCase("https");
            return web && !uri.isOpaque() ? Optional.of(uri) : Optional.empty();
        } catch (URISyntaxException _) {
            return Optional.empty();
        }
    }
}
