/**
 * Which app waits for which, and which fall and get up together: the order of starting and stopping, and groups with the
 * strategies of OTP.
 *
 * <p>Pure: no I/O, no clock, no threads. {@link daruma.supervisor.dependency.Gate} holds a start, {@link
 * daruma.supervisor.dependency.Needs} knows who needs whom, {@link daruma.supervisor.dependency.GroupBudget} judges the
 * deaths of a group.
 */
@NullMarked
package daruma.supervisor.dependency;

import org.jspecify.annotations.NullMarked;
