package daruma.incidents;

import daruma.model.Incident;
import daruma.model.IncidentReport;
import java.util.List;
import java.util.Optional;

/** The incidents of one home, for those who look at them. Any thread; what is read is as of a moment ago. */
public interface IncidentStore {
    /** All that are kept, the most recently seen first. */
    List<Incident> list();

    /** One with its evidence, read from the disk; empty if there is none of this number (any more). */
    Optional<IncidentReport> show(long number);
}
