/**
 * What tests need in place of the world: time that is set, chance that is seeded, processes that do as their script says.
 *
 * <p>{@link daruma.testkit.simulator.Simulation} runs the real loop over them.
 */
@NullMarked
package daruma.testkit;

import org.jspecify.annotations.NullMarked;
