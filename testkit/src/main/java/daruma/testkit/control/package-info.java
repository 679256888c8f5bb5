/**
 * A daemon that answers what a test tells it to, over a real socket: for tests of whatever talks to a daemon.
 *
 * <p>Start reading at {@link daruma.testkit.control.ScriptedDaemon}.
 */
@NullMarked
package daruma.testkit.control;

import org.jspecify.annotations.NullMarked;
