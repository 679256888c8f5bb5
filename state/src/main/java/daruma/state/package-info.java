/**
 * What survives the daemon: the home and who holds it, the desired state, the memory of what happened, the saved set.
 *
 * <p>Two kinds of promise live here. {@link daruma.state.DesiredStore} is durable: a change is on the disk before it
 * is answered, or it has not happened. {@link daruma.state.MemoryJournal} is best effort: it never makes anybody wait.
 * Neither ever refuses to start. Begin reading at {@link daruma.state.Home}.
 */
@NullMarked
package daruma.state;

import org.jspecify.annotations.NullMarked;
