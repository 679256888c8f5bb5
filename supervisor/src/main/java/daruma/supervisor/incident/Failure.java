package daruma.supervisor.incident;

import daruma.model.ExitStatus;
import daruma.model.Incident;

/** How it came to somebody's notice that a program does not do its work. */
public sealed interface Failure {

    /** It ended without having been asked to. */
    record Died(ExitStatus status) implements Failure {}

    /**
     * It lives, and is to be restarted.
     *
     * @param kind {@code UNHEALTHY} or {@code OVER_LIMIT}
     * @param what the finding in the same words each time: {@code liveness failed}
     */
    record Ailing(Incident.Kind kind, String what) implements Failure {}

    /** For people, decoded. */
    default String cause() {
        return switch (this) {
            case Died(var status) -> status.describe();
            case Ailing(var _, var what) -> what;
        };
    }

    /** {@link #cause()} without what may differ from one time to the next. */
    default String sameCause() {
        return switch (this) {
            case Died(ExitStatus.Exited(int code)) -> "exit " + code;
            case Died(ExitStatus.Signaled(int number, boolean _)) -> "signal " + number;
            case Died(ExitStatus.NeverRan(String stage, int errno)) -> "never ran: " + stage + " " + errno;
            case Died(ExitStatus.Unknown _) -> "unknown";
            case Ailing(var _, var what) -> what;
        };
    }

    /** What kind of incident it is, as far as the failure itself says. */
    default Incident.Kind kind() {
        return switch (this) {
            case Died(ExitStatus.NeverRan _) -> Incident.Kind.START_FAILURE;
            case Died _ -> Incident.Kind.CRASH;
            case Ailing(var kind, var _) -> kind;
        };
    }
}
