/**
 * The daemon: adapters around the supervisor, and their wiring.
 *
 * <p>Start reading at {@link daruma.daemon.Main}, then {@link daruma.daemon.Daemon}, which builds the object graph in plain
 * Java. One thread decides ({@code supervisor}), one hears from the kernel ({@code daruma.process}), one copies output
 * ({@code daruma.logs}); a few answer the command line.
 */
@NullMarked
package daruma.daemon;

import org.jspecify.annotations.NullMarked;
