/**
 * Who belongs to a program's tree, and how the whole of it is signalled and ended.
 */
@NullMarked
package daruma.process.tree;

import org.jspecify.annotations.NullMarked;
