/**
 * How evidence is gathered: of what lives and is about to be ended, within two seconds; of what has died, when nobody waits.
 *
 * <p>Start reading at {@link daruma.incidents.gather.IncidentGathering}. Each kind of evidence is a {@link
 * daruma.incidents.gather.Look} with a share of the time; {@link daruma.incidents.gather.Looking} takes what comes in time
 * and names what did not.
 */
@NullMarked
package daruma.incidents.gather;

import org.jspecify.annotations.NullMarked;
