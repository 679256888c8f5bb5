/**
 * Guards over the whole checkout: who may see whom, how large things may be, whether documents still tell the truth, and the
 * launchers in {@code sh}. What is looked at is found by {@link daruma.repository.Repository}.
 */
@NullMarked
package daruma.repository;

import org.jspecify.annotations.NullMarked;
