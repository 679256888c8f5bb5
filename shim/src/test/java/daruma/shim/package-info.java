/**
 * Holds both shims to their contract, {@code docs/run-directory.md}.
 *
 * <p>Every test runs against each {@link daruma.shim.Twin}; what a twin says it cannot do is tested to degrade with a
 * notice. Start reading at {@link daruma.shim.RecordsTest}.
 */
@NullMarked
package daruma.shim;

import org.jspecify.annotations.NullMarked;
