/**
 * The control socket: who may speak, in which framing, and how much of the daemon's memory a slow listener may cost.
 *
 * <p>Start reading at {@link daruma.daemon.control.ControlServer}. What is asked goes to a
 * {@link daruma.daemon.control.Controller}; what it answers comes back through an {@link daruma.daemon.control.Answering}.
 */
@NullMarked
package daruma.daemon.control;

import org.jspecify.annotations.NullMarked;
