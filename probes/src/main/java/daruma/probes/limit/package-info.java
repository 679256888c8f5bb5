/**
 * What a tree uses, against what it may use.
 */
@NullMarked
package daruma.probes.limit;

import org.jspecify.annotations.NullMarked;
