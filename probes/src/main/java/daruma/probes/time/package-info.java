/**
 * When things are done here: one thread that keeps the times, and the deadlines of what is done elsewhere.
 */
@NullMarked
package daruma.probes.time;

import org.jspecify.annotations.NullMarked;
