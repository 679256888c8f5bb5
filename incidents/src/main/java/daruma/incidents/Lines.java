package daruma.incidents;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Records on disk: {@code key=value} a line, a key as often as it has values; read and written as a whole. */
final class Lines {
    private final List<String> lines = new ArrayList<>();

    static Lines parse(String text) {
        var parsed = new Lines();
        text.lines().forEach(parsed.lines::add);
        return parsed;
    }

    Lines put(String key, Object value) {
        lines.add(key + "="
                + value.toString().replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r"));
        return this;
    }

    Lines putAll(String key, List<String> values) {
        values.forEach(value -> put(key, value));
        return this;
    }

    /**
     * The value of a key.
     *
     * @throws IOException if it is not there
     */
    String get(String key) throws IOException {
        var values = all(key);
        if (values.isEmpty()) {
            throw new IOException("the record has no \"" + key + "\"");
        }
        return values.getFirst();
    }

    List<String> all(String key) {
        return lines.stream()
                .filter(line -> line.startsWith(key + "="))
                .map(line -> plain(line.substring(key.length() + 1)))
                .toList();
    }

    String text() {
        return String.join("\n", lines) + "\n";
    }

    private static String plain(String value) {
        var plain = new StringBuilder(value.length());
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '\\' && i + 1 < value.length()) {
                char escaped = value.charAt(++i);
                plain.append(escaped == 'n' ? '\n' : escaped == 'r' ? '\r' : escaped);
            } else {
                plain.append(c);
            }
        }
        return plain.toString();
    }
}
