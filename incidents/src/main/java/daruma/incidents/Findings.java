package daruma.incidents;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * What was gathered of one failure, in memory: a full disk must not hold up a restart.
 *
 * @param at when the gathering began
 * @param took how long it took
 * @param missing what could not be had, each with the reason
 */
public record Findings(Instant at, Duration took, List<Part> parts, List<String> missing) {
    /**
     * One piece of evidence.
     *
     * @param name of its file, of small letters, digits, dots and hyphens
     */
    public record Part(String name, String text) {}

    public Findings {
        parts = List.copyOf(parts);
        missing = List.copyOf(missing);
    }
}
