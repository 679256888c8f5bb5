/**
 * Where a Daruma home keeps its files, and who holds it: the one answer that the command line and the daemon must agree on
 * without talking to each other.
 *
 * <p>{@link daruma.control.home.HomePaths} is pure: it is told the environment and opens nothing.
 */
@NullMarked
package daruma.control.home;

import org.jspecify.annotations.NullMarked;
