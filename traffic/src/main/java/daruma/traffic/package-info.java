/**
 * How requests find their way to instances: what the balancer is told, and its process. The balancer lives on without this
 * daemon, and comes back without it; what is done here is to say what has changed.
 */
@NullMarked
package daruma.traffic;

import org.jspecify.annotations.NullMarked;
