/** Connections that are passed through as they are: chosen once, then bytes in both directions. */
@NullMarked
package daruma.balancer.tcp;

import org.jspecify.annotations.NullMarked;
