/**
 * Whether a program that listens still accepts, without anything configured.
 */
@NullMarked
package daruma.probes.hang;

import org.jspecify.annotations.NullMarked;
