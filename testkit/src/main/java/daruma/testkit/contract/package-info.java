/**
 * What every implementation of a port must pass: run on the fakes here, so that they stay honest, and on the real adapters
 * where those live.
 */
@NullMarked
package daruma.testkit.contract;

import org.jspecify.annotations.NullMarked;
