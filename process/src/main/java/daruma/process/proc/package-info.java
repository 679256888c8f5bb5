/**
 * What {@code /proc} tells: identity, state, command line, CPU, memory, ports. Processes vanish while they are read; a
 * process that is gone is an empty answer, never an exception.
 */
@NullMarked
package daruma.process.proc;

import org.jspecify.annotations.NullMarked;
