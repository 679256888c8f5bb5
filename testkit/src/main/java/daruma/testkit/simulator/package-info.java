/**
 * Years of supervision in seconds: the real loop over fake processes, a fake clock and a seed, with faults of every kind
 * and the invariants asked after each step. Start reading at {@link daruma.testkit.simulator.Simulation}.
 */
@NullMarked
package daruma.testkit.simulator;

import org.jspecify.annotations.NullMarked;
