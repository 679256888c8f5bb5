/**
 * The nouns of traffic: where connections come in, who may take them, and how one is chosen.
 *
 * <p>Start reading at {@link daruma.model.traffic.TrafficTable}: it is all that the balancer needs to know.
 */
@NullMarked
package daruma.model.traffic;

import org.jspecify.annotations.NullMarked;
