package daruma.model.traffic;

import java.time.Duration;
import java.util.List;

/**
 * What the balancer has seen.
 *
 * @param revision of the table that is in force
 * @param uptime of the balancer
 */
public record TrafficFigures(long revision, Duration uptime, List<FrontendFigures> frontends) {
    public TrafficFigures {
        frontends = List.copyOf(frontends);
    }
}
