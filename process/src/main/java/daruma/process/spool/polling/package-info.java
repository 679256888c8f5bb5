/** Spools watched by looking at them now and then. */
@NullMarked
package daruma.process.spool.polling;

import org.jspecify.annotations.NullMarked;
