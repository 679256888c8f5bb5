package daruma.incidents.gather;

import daruma.model.Incarnation;
import daruma.model.Incident;

/** Hears what became of evidence. From any thread; must not block. */
public interface IncidentNews {
    /**
     * An occurrence is on disk.
     *
     * @param isNew whether this failure was not seen before in this release
     */
    void recorded(Incarnation incarnation, Incident incident, boolean isNew);

    /** Incidents cannot be kept from now on; told once, until {@link #recovered()}. */
    void failing(String problem);

    /** Incidents are kept again. */
    void recovered();
}
