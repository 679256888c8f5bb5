package daruma.balancer;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** Named byte strings of a test resource. */
public final class Corpus {
    private Corpus() {}

    public static Map<String, byte[]> of(String resource) throws IOException {
        try (var in = Corpus.class.getResourceAsStream(resource)) {
            var entries = new LinkedHashMap<String, byte[]>();
            new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .forEach(line -> {
                        var bar = line.indexOf(" | ");
                        if (entries.put(line.substring(0, bar), bytes(line.substring(bar + 3))) != null) {
                            throw new IllegalStateException("twice: " + line);
                        }
                    });
            return entries;
        }
    }

    static byte[] bytes(String text) {
        var out = new ByteArrayOutputStream();
        for (int i = 0; i < text.length(); i++) {
            var c = text.charAt(i);
            if (c == '{') {
                var colon = text.indexOf(':', i);
                var times = Integer.parseInt(text.substring(i + 1, colon));
                out.writeBytes(
                        text.substring(colon + 1, colon + 2).repeat(times).getBytes(StandardCharsets.ISO_8859_1));
                i = colon + 2;
            } else if (c == '\\') {
                i++;
                switch (text.charAt(i)) {
                    case 'r' -> out.write('\r');
                    case 'n' -> out.write('\n');
                    case 't' -> out.write('\t');
                    case '0' -> out.write(0);
                    case '\\' -> out.write('\\');
                    case 'x' -> {
                        out.write(Integer.parseInt(text.substring(i + 1, i + 3), 16));
                        i += 2;
                    }
                    default -> throw new IllegalStateException("unknown escape in " + text);
                }
            } else {
                out.write(c);
            }
        }
        return out.toByteArray();
    }
}
