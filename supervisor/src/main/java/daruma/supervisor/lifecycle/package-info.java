/**
 * The life of one instance: {@link daruma.supervisor.lifecycle.Lifecycle#decide} takes what is known of it and what
 * happened, and answers with what is known then and what is to be done.
 *
 * <p>Pure: no I/O, no clock, no threads; the time and chance are handed in. Read {@link
 * daruma.supervisor.lifecycle.InstanceState} first, then {@link daruma.supervisor.lifecycle.InstanceEvent}, {@link
 * daruma.supervisor.lifecycle.Action} and {@link daruma.supervisor.lifecycle.Lifecycle}.
 */
@NullMarked
package daruma.supervisor.lifecycle;

import org.jspecify.annotations.NullMarked;
