/** The smallest HTTP server that a JDK has in it: one of the programs that Daruma must run. */
@NullMarked
package hello;

import org.jspecify.annotations.NullMarked;
