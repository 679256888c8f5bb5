/**
 * Which endpoint takes a request, which one is passed over, and whether a request may be sent once more.
 *
 * <p>Pure: told the time (nanoseconds of a monotonic clock) and given randomness; no Netty, no threads, no clock. Start
 * reading at {@link daruma.balancer.choice.Rota}.
 */
@NullMarked
package daruma.balancer.choice;

import org.jspecify.annotations.NullMarked;
