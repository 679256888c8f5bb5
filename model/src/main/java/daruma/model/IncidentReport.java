package daruma.model;

import java.util.List;

/**
 * All that is known of an incident.
 *
 * @param bundles the first and the latest, as far as they are kept; one if there was one occurrence
 */
public record IncidentReport(Incident incident, List<Bundle> bundles) {
    public IncidentReport {
        bundles = List.copyOf(bundles);
    }
}
