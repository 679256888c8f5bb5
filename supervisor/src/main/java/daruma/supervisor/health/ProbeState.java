package daruma.supervisor.health;

import daruma.model.Probe;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * What the checks of one probe of one incarnation amount to, with Kubernetes' semantics.
 *
 * @param standing what the probe says now; below its thresholds, what it said before
 * @param last the result of the last check that counted; empty if there was none
 * @param run how many checks in a row had that result
 * @param onHold it has said that the incarnation must go: it says nothing more until there is another one
 * @see <a href="https://github.com/kubernetes/kubernetes/blob/master/pkg/kubelet/prober/worker.go">worker.go</a>
 */
public record ProbeState(Role role, Probe probe, Standing standing, Optional<Result> last, int run, boolean onHold) {

    /** What a probe is for. */
    public enum Role {
        STARTUP,
        LIVENESS,
        READINESS;

        /** For people: {@code liveness}. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What a probe says. */
    public enum Standing {
        UNKNOWN,
        SUCCESS,
        FAILURE
    }

    /** What came of one check. */
    public enum Result {
        SUCCESS,
        FAILURE,
        /** The check itself could not be made: it says nothing about the program. */
        ERROR
    }

    /** The probe of a new incarnation: not ready, alive, and not known to have started. */
    public static ProbeState begin(Role role, Probe probe) {
        var standing = switch (role) {
            case STARTUP -> Standing.UNKNOWN;
            case LIVENESS -> Standing.SUCCESS;
            case READINESS -> Standing.FAILURE;
        };
        return new ProbeState(role, probe, standing, Optional.empty(), 0, false);
    }

    /** The probe of an incarnation that an earlier daemon knew to be ready. */
    public static ProbeState resume(Role role, Probe probe) {
        return new ProbeState(role, probe, Standing.SUCCESS, Optional.empty(), 0, false);
    }

    /** After one more check. */
    public ProbeState after(Result result) {
        if (onHold || result == Result.ERROR) {
            return this;
        }
        int inARow = last.filter(result::equals).isPresent() ? run + 1 : 1;
        int threshold = result == Result.SUCCESS ? probe.successThreshold() : probe.failureThreshold();
        if (inARow < threshold) {
            return new ProbeState(role, probe, standing, Optional.of(result), inARow, false);
        }
        boolean fatal = result == Result.FAILURE && role != Role.READINESS;
        return new ProbeState(
                role,
                probe,
                result == Result.SUCCESS ? Standing.SUCCESS : Standing.FAILURE,
                Optional.of(result),
                fatal ? 0 : inARow,
                fatal);
    }

    /**
     * When the first check of an incarnation is due.
     *
     * @param allowedAt since when checks of this role are made at all: its launch, or the success of the startup probe
     */
    public static Instant firstCheck(Probe probe, Instant launchedAt, Instant allowedAt) {
        var delayed = launchedAt.plus(probe.initialDelay());
        return delayed.isAfter(allowedAt) ? delayed : allowedAt;
    }

    /**
     * How long a daemon that came back waits before its first check: some part of a period, so that it does not check
     * everything at once. None once it has been up for a period.
     *
     * @param up how long the daemon has been up
     * @param luck 0 up to 1, exclusive
     */
    public static Duration waitAfterComingBack(Probe probe, Duration up, double luck) {
        return probe.period().compareTo(up) > 0
                ? Duration.ofNanos((long) (luck * probe.period().toNanos()))
                : Duration.ZERO;
    }
}
