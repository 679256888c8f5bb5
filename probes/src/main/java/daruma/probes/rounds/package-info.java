/**
 * The probes of one incarnation, made again and again, and what is told of them.
 */
@NullMarked
package daruma.probes.rounds;

import org.jspecify.annotations.NullMarked;
