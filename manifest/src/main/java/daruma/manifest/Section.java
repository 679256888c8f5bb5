package daruma.manifest;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The values of one mapping of a file, already of the shape that their keys ask for, with the lines they stand on. */
final class Section {
    private final int line;
    private final String where;
    private final Map<String, Object> values = new HashMap<>();
    private final Map<String, Integer> lines = new HashMap<>();

    Section(int line, String where) {
        this.line = line;
        this.where = where;
    }

    int line() {
        return line;
    }

    String where() {
        return where;
    }

    boolean has(String key) {
        return lines.containsKey(key);
    }

    /** The line of a key, or of the section if it is not there. */
    int lineOf(String key) {
        return lines.getOrDefault(key, line);
    }

    /** Notes that the key is there; its value, if it was of no use, may be missing. */
    void put(String key, int atLine, @Nullable Object value) {
        lines.put(key, atLine);
        if (value != null) {
            values.put(key, value);
        }
    }

    Optional<String> text(String key) {
        return Optional.ofNullable((String) values.get(key));
    }

    Optional<Long> whole(String key) {
        return Optional.ofNullable((Long) values.get(key));
    }

    Optional<Double> number(String key) {
        return Optional.ofNullable((Double) values.get(key));
    }

    Optional<Boolean> flag(String key) {
        return Optional.ofNullable((Boolean) values.get(key));
    }

    Optional<Duration> time(String key) {
        return Optional.ofNullable((Duration) values.get(key));
    }

    Optional<Section> section(String key) {
        return Optional.ofNullable((Section) values.get(key));
    }

    @SuppressWarnings("unchecked") // the reader puts only lists of that kind under such a key
    <T> List<T> list(String key) {
        return (List<T>) values.getOrDefault(key, List.of());
    }

    @SuppressWarnings("unchecked") // the reader puts only such maps under such a key
    Map<String, String> map(String key) {
        return (Map<String, String>) values.getOrDefault(key, Map.of());
    }
}
