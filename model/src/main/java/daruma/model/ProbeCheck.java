package daruma.model;

import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** What a probe looks at. Where a port is left out, the one is meant that the instance serves on. */
public sealed interface ProbeCheck {

    /**
     * A GET that is answered with a status of 200 to 399.
     *
     * @param path with its query; begins with a slash
     * @param headers sent with it; {@code Host} replaces the usual one
     * @param tls HTTPS; certificates are not verified
     */
    record Http(OptionalInt port, String path, Map<String, String> headers, boolean tls) implements ProbeCheck {
        public Http {
            headers = Map.copyOf(headers);
            requirePort(port);
            if (!path.startsWith("/") || path.chars().anyMatch(c -> c <= ' ' || c > '~')) {
                throw new Refused("invalid path \"" + path + "\" of a probe: it begins with / and has no blanks");
            }
            for (var header : headers.entrySet()) {
                if (!header.getKey().matches("[!#$%&'*+.^_`|~0-9A-Za-z-]+")
                        || header.getValue().chars().anyMatch(c -> c < ' ' && c != '\t')) {
                    throw new Refused("invalid header \"" + header.getKey() + "\" of a probe");
                }
            }
        }
    }

    /** A connection is accepted. */
    record Tcp(OptionalInt port) implements ProbeCheck {
        public Tcp {
            requirePort(port);
        }
    }

    /**
     * A command that ends with 0.
     *
     * @param argv program and arguments; no shell looks at them
     */
    record Exec(List<String> argv) implements ProbeCheck {
        public Exec {
            argv = List.copyOf(argv);
            if (argv.isEmpty() || argv.getFirst().isEmpty()) {
                throw new Refused("a probe by command needs a command");
            }
        }
    }

    /**
     * The standard health service of gRPC answers SERVING.
     *
     * @param service asked about; empty: the server as a whole
     */
    record Grpc(OptionalInt port, String service) implements ProbeCheck {
        public Grpc {
            requirePort(port);
        }
    }

    /**
     * A line of the output since the launch, or since the last success for a liveness probe, in which the pattern is found.
     *
     * @param pattern a regular expression of {@link Pattern}
     */
    record Log(String pattern) implements ProbeCheck {
        public Log {
            try {
                Pattern.compile(pattern);
            } catch (PatternSyntaxException e) {
                throw new Refused("invalid pattern \"" + pattern + "\" of a probe: " + e.getDescription() + " at "
                        + e.getIndex());
            }
        }
    }

    private static void requirePort(OptionalInt port) {
        if (port.isPresent() && (port.getAsInt() < 1 || port.getAsInt() > 65_535)) {
            throw new Refused("port " + port.getAsInt() + " of a probe does not exist: ports go from 1 to 65535");
        }
    }
}
