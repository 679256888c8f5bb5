/** The readings of {@code /proc} themselves; how bytes come out of a file is a parameter. */
@NullMarked
package daruma.process.proc.linux;

import org.jspecify.annotations.NullMarked;
