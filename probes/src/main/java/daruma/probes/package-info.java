/**
 * How it is noticed that what lives does not do its work. Start reading at {@link daruma.probes.HealthProbes}.
 */
@NullMarked
package daruma.probes;

import org.jspecify.annotations.NullMarked;
