/**
 * The calls of the C library and the kernel, under their C names and without meaning. The only package that touches
 * {@code java.lang.foreign}.
 *
 * <p>One call shape for everything (six words in, one word out, errno captured), because every further shape costs some
 * milliseconds of start-up; see {@link daruma.process.sys.Native}.
 */
@NullMarked
package daruma.process.sys;

import org.jspecify.annotations.NullMarked;
