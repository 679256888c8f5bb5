/**
 * The process: what it is started with, its table, its listeners, and how it ends.
 *
 * <p>Start reading at {@link daruma.balancer.Main}; what happens to a request is told in {@link daruma.balancer.http}.
 */
@NullMarked
package daruma.balancer;

import org.jspecify.annotations.NullMarked;
