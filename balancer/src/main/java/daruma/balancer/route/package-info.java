/**
 * What is known of a frontend and its endpoints while they are served: standing, load, counters. Shared by all event loops;
 * nothing here waits.
 *
 * <p>Start reading at {@link daruma.balancer.route.LiveRoute}.
 */
@NullMarked
package daruma.balancer.route;

import org.jspecify.annotations.NullMarked;
