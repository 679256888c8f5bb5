/**
 * What makes a living instance count as sick. Pure: no checks are made here, no clock is read. Start reading at
 * {@link daruma.supervisor.health.ProbeStates}.
 */
@NullMarked
package daruma.supervisor.health;

import org.jspecify.annotations.NullMarked;
