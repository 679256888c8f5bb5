package daruma.probes.check;

import daruma.probes.check.HttpCheck.Answer;
import daruma.probes.time.Deadline;
import java.util.List;
import java.util.Map;

/**
 * The paths on which servers say by convention whether they are ready, tried on a server of which nothing is configured.
 *
 * <p>A server that answers a path that nobody can have meant in the same way (as one-page apps do) says nothing by it.
 */
public final class UsualPaths {
    /** Kubernetes, Spring Boot, Quarkus, everybody, Rails. */
    private static final List<String> PATHS =
            List.of("/readyz", "/actuator/health/readiness", "/q/health/ready", "/health", "/up");

    private static final String NOBODY_MEANS_THIS = "/daruma-asks-for-what-is-not-there";
    private static final int NOT_YET = 503;

    private UsualPaths() {}

    /** What was learnt. */
    public sealed interface Finding {
        /** It says that it is ready. */
        record Ready(String path) implements Finding {}

        /** It says that it is not ready yet. */
        record NotYet(String path) implements Finding {}

        /** It has no such path, or speaks no HTTP: that it listens must suffice. */
        record Silent() implements Finding {}
    }

    /** Tries them one after the other until one tells. Blocks, until the deadline at most. */
    public static Finding ask(int port, Deadline deadline) {
        for (var path : PATHS) {
            switch (get(port, path, deadline)) {
                case Answer.Status(int code, String _) -> {
                    boolean well = code >= 200 && code < 400;
                    if (well || code == NOT_YET) {
                        if (answersAnything(port, code, deadline)) {
                            return new Finding.Silent();
                        }
                        return well ? new Finding.Ready(path) : new Finding.NotYet(path);
                    }
                }
                case Answer.None _ -> {
                    return new Finding.Silent();
                }
            }
        }
        return new Finding.Silent();
    }

    private static boolean answersAnything(int port, int code, Deadline deadline) {
        return switch (get(port, NOBODY_MEANS_THIS, deadline)) {
            case Answer.Status(int other, String _) -> other / 100 == code / 100;
            case Answer.None _ -> true;
        };
    }

    private static Answer get(int port, String path, Deadline deadline) {
        return new HttpCheck(port, path, Map.of(), false).ask(deadline);
    }
}
