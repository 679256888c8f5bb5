/**
 * What is kept of failures, so that somebody can find out later why a program fell.
 *
 * <p>{@link daruma.incidents.IncidentStore} has them on disk: one directory for each incident, with the evidence of its
 * first and its latest occurrence. What belongs together is decided in {@code daruma.supervisor.incident}.
 */
@NullMarked
package daruma.incidents;

import org.jspecify.annotations.NullMarked;
