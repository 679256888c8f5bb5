/**
 * The control protocol: what may be asked of a daemon, what it answers, and a client that asks.
 *
 * <p>Start reading at {@link daruma.control.Request} (each a method of the varlink interface
 * {@code io.github.daruma-pm.control1}, whose file lies beside this package), then {@link daruma.control.Answer} and
 * {@link daruma.control.Fault}. {@link daruma.control.ControlClient} is the one way in for the command line, the dashboard
 * and tests. {@link daruma.control.Selector} is shared by both sides.
 */
@NullMarked
package daruma.control;

import org.jspecify.annotations.NullMarked;
