/**
 * From the supervisor's wish to a process, and back: environments, run directories, launches, adoption.
 *
 * <p>Start reading at {@link daruma.daemon.launch.ShimLauncher}. What lies in a run directory is described in {@code
 * docs/run-directory.md}.
 */
@NullMarked
package daruma.daemon.launch;

import org.jspecify.annotations.NullMarked;
