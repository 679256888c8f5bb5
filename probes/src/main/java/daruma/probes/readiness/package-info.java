/**
 * When a started program counts as ready: the rule ({@link daruma.probes.readiness.ReadinessRule}, pure) and the watch
 * that gathers what the rule asks for.
 */
@NullMarked
package daruma.probes.readiness;

import org.jspecify.annotations.NullMarked;
