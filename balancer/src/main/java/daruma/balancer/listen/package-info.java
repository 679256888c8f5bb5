/**
 * Where connections come in: sockets that a holder keeps, that were inherited, or that we open ourselves.
 *
 * <p>Start reading at {@link daruma.balancer.listen.Listeners}.
 */
@NullMarked
package daruma.balancer.listen;

import org.jspecify.annotations.NullMarked;
