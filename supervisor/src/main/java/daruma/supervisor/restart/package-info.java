/**
 * Whether an instance that died is started again, and when.
 *
 * <p>Pure: no I/O, no clock, no threads; chance is handed in as a number. Start reading at
 * {@link daruma.supervisor.restart.RestartBudget}.
 */
@NullMarked
package daruma.supervisor.restart;

import org.jspecify.annotations.NullMarked;
