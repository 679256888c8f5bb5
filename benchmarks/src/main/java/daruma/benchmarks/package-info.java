/**
 * Measures Daruma against its peers: all of them in the same run, taking turns, compared by the median of paired ratios.
 *
 * <p>Start reading at {@link daruma.benchmarks.Benchmarks}; a {@link daruma.benchmarks.Peer} is one of those compared.
 */
@NullMarked
package daruma.benchmarks;

import org.jspecify.annotations.NullMarked;
