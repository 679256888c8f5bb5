/**
 * When a healthy program is restarted as a matter of routine.
 */
@NullMarked
package daruma.probes.recycling;

import org.jspecify.annotations.NullMarked;
