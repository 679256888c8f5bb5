/** How the balancer is steered: its control socket, and what it answers there. */
@NullMarked
package daruma.balancer.control;

import org.jspecify.annotations.NullMarked;
