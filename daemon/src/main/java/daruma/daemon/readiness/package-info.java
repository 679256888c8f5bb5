/**
 * When a started program counts as ready: the rule ({@link daruma.daemon.readiness.ReadinessRule}, pure) and the watch
 * that gathers what the rule asks for.
 */
@NullMarked
package daruma.daemon.readiness;

import org.jspecify.annotations.NullMarked;
