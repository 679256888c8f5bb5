/**
 * What would happen, before it does: the real decisions over a program that does not exist, and settings that contradict
 * each other.
 *
 * <p>Pure: no I/O, no clock, no threads. Start reading at {@link daruma.supervisor.preview.Preview}.
 */
@NullMarked
package daruma.supervisor.preview;

import org.jspecify.annotations.NullMarked;
