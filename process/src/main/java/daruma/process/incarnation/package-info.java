/**
 * The course of one incarnation, from the shim's start to the empty tree, as seen from outside: status lines, records, who
 * is still there. Start reading at {@link daruma.process.incarnation.Incarnation}; what it needs of the system is
 * {@link daruma.process.incarnation.Machine}.
 */
@NullMarked
package daruma.process.incarnation;

import org.jspecify.annotations.NullMarked;
