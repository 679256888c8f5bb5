/**
 * What people are told of instances and apps: {@link daruma.supervisor.status.Standing} puts a state into the words of the
 * model, {@link daruma.supervisor.status.StartOutcome} says whether a start has succeeded. Pure.
 */
@NullMarked
package daruma.supervisor.status;

import org.jspecify.annotations.NullMarked;
