package daruma.model;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * What was gathered at one occurrence of an {@link Incident}. Of each incident the first and the latest are kept.
 *
 * @param at when the gathering began
 * @param took how long it took
 * @param directory where its parts lie, a file each; private to the user of the daemon
 * @param missing what could not be had, each with the reason, for people
 */
public record Bundle(
        Incarnation incarnation, Instant at, Duration took, Path directory, List<Part> parts, List<String> missing) {
    /**
     * One piece of evidence.
     *
     * @param name of its file: {@code log}, {@code status}, {@code threads}
     * @param bytes of the whole file
     * @param text its beginning, as much as is worth showing; empty if it is not text
     */
    public record Part(String name, long bytes, String text) {}

    public Bundle {
        parts = List.copyOf(parts);
        missing = List.copyOf(missing);
    }
}
