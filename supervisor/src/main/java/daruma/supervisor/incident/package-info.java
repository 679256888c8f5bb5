/**
 * What a failure is called, and which failures are the same.
 *
 * <p>Pure: lines, causes and times in, names and decisions out. Start reading at {@link
 * daruma.supervisor.incident.Diagnosis}: it looks in the last lines of a program for the {@link
 * daruma.supervisor.incident.Trace} it died with, and takes off it what differs from one time to the next. {@link
 * daruma.supervisor.incident.Filing} decides what is kept of one more occurrence, {@link
 * daruma.supervisor.incident.Retention} what has to go.
 */
@NullMarked
package daruma.supervisor.incident;

import org.jspecify.annotations.NullMarked;
