/** The smallest Spring Boot server: one of the programs that Daruma must run. */
@NullMarked
package hello;

import org.jspecify.annotations.NullMarked;
