/** Small languages inside texts that people write: sizes, quoted words, mistyped names, reasons in words. */
@NullMarked
package daruma.manifest.text;

import org.jspecify.annotations.NullMarked;
