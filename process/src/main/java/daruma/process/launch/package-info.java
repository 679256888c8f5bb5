/**
 * Starting programs under a shim, adopting what is alive, signalling and killing whole trees, as a port.
 *
 * <p>Start reading at {@link daruma.process.launch.Launcher}. The contract with the shim is docs/run-directory.md.
 */
@NullMarked
package daruma.process.launch;

import org.jspecify.annotations.NullMarked;
