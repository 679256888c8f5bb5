/**
 * The protocol between the daemon and the balancer: varlink over the balancer's own socket, as
 * {@code io.github.daruma-pm.balancer1.varlink} declares it.
 *
 * <p>The daemon asks through {@link daruma.control.traffic.BalancerClient}. The balancer reads and answers with
 * {@link daruma.control.traffic.TableCodec} and {@link daruma.control.traffic.FiguresCodec}.
 */
@NullMarked
package daruma.control.traffic;

import org.jspecify.annotations.NullMarked;
