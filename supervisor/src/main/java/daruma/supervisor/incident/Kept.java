package daruma.supervisor.incident;

import daruma.model.Incident;
import java.time.Instant;

/**
 * An incident as it lies on disk.
 *
 * @param latestAt when its latest evidence was gathered
 * @param bytes of all its evidence
 */
public record Kept(Incident incident, Instant latestAt, long bytes) {}
