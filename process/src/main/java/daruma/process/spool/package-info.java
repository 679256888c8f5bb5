/**
 * Word that an output spool grew or that a file appeared, without a wake-up per write, and holes in what was read.
 */
@NullMarked
package daruma.process.spool;

import org.jspecify.annotations.NullMarked;
