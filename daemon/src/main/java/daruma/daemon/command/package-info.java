/**
 * What people ask of the daemon: commands are turned into changes of desired state, which are durable before the supervisor
 * hears of them, and into answers about what it observes.
 *
 * <p>Start reading at {@link daruma.daemon.command.Commands}.
 */
@NullMarked
package daruma.daemon.command;

import org.jspecify.annotations.NullMarked;
