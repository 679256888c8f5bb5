/**
 * How each check is made. All of them block, know their deadline, and give a value for whatever happens. Start reading at
 * {@link daruma.probes.check.Check}.
 */
@NullMarked
package daruma.probes.check;

import org.jspecify.annotations.NullMarked;
