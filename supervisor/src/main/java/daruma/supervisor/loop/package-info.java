/**
 * The one loop that owns the state of all instances, and the ports through which it acts: {@link
 * daruma.supervisor.loop.SupervisorLoop} takes what happened, asks {@link daruma.supervisor.lifecycle.Lifecycle}, and
 * performs what was decided.
 *
 * <p>One thread owns it. Whoever waits for something, waits elsewhere and posts what it saw.
 */
@NullMarked
package daruma.supervisor.loop;

import org.jspecify.annotations.NullMarked;
