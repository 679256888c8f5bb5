/**
 * The control socket: who may speak, in which framing, and how much of the daemon's memory a slow listener may cost.
 *
 * <p>Start reading at {@link daruma.control.server.ControlServer}. What is asked goes to a
 * {@link daruma.control.server.Controller}; what it answers comes back through an {@link daruma.control.server.Answering}.
 */
@NullMarked
package daruma.control.server;

import org.jspecify.annotations.NullMarked;
