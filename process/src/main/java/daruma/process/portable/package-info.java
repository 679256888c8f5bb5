/**
 * The same ports with nothing but the JDK and the command {@code kill}: slower, and for systems we have no calls for.
 */
@NullMarked
package daruma.process.portable;

import org.jspecify.annotations.NullMarked;
