/**
 * What programs say of themselves once they run: that they live, reload, stop.
 */
@NullMarked
package daruma.probes.word;

import org.jspecify.annotations.NullMarked;
