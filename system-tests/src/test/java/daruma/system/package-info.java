/**
 * The distribution as its users have it, with real processes. Each test has a home of its own ({@link daruma.system.DarumaHome}),
 * waits for facts, and leaves nothing behind. The faults are numbered as in the list of faults that Daruma must survive.
 */
@NullMarked
package daruma.system;

import org.jspecify.annotations.NullMarked;
