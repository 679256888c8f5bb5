/**
 * The room of the operating system. Start reading at {@link daruma.process.ProcessRoom}, which opens the native way of
 * this machine or the portable one behind the same ports.
 *
 * <p>No policy: nothing here decides whether something is restarted, when it is killed or what is worth telling.
 */
@NullMarked
package daruma.process;

import org.jspecify.annotations.NullMarked;
