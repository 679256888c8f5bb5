package daruma.model;

import java.time.Duration;
import java.time.Instant;

/**
 * The end of an incarnation, as it is remembered.
 *
 * @param uptime from its launch to its end
 * @param asked whether it was asked to end
 * @param forced whether it had to be killed after its grace period
 */
public record LastExit(
        Incarnation incarnation, ExitStatus status, Instant at, Duration uptime, boolean asked, boolean forced) {}
