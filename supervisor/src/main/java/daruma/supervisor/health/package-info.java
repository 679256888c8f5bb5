/**
 * When an instance that is up counts as sick, and whether it may be restarted for that.
 *
 * <p>Pure: no checks are made here, no clock is read. What becomes of an instance is decided in {@code
 * daruma.supervisor.lifecycle}. Start reading at {@link daruma.supervisor.health.ProbeStates}.
 */
@NullMarked
package daruma.supervisor.health;

import org.jspecify.annotations.NullMarked;
