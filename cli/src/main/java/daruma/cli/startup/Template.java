package daruma.cli.startup;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A file with places to fill in, {@code @LIKE_THIS@}. A line with a place for which there is no value is left out; with
 * several, it is repeated for each.
 */
record Template(String text) {
    private static final Pattern PLACE = Pattern.compile("@([A-Z_]+)@");

    /** One of those that lie beside this class. */
    static Template named(String name) {
        try (var stream = Template.class.getResourceAsStream(name)) {
            if (stream == null) {
                throw new IllegalStateException("there is no template " + name);
            }
            return new Template(new String(stream.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the template " + name, e);
        }
    }

    /**
     * Fills it in.
     *
     * @param values for every place; of several places in one line all have as many values, or one
     */
    String fill(Map<String, List<String>> values) {
        return text.lines().flatMap(line -> filled(line, values).stream()).collect(Collectors.joining("\n", "", "\n"));
    }

    private static List<String> filled(String line, Map<String, List<String>> values) {
        var places = PLACE.matcher(line).results().map(m -> m.group(1)).toList();
        if (places.isEmpty()) {
            return List.of(line);
        }
        boolean all = places.stream().noneMatch(place -> of(place, values).isEmpty());
        int most = places.stream()
                .mapToInt(place -> of(place, values).size())
                .max()
                .orElse(0);
        return IntStream.range(0, all ? most : 0)
                .mapToObj(i -> PLACE.matcher(line).replaceAll(place -> {
                    var those = of(place.group(1), values);
                    return Matcher.quoteReplacement(those.get(Math.min(i, those.size() - 1)));
                }))
                .toList();
    }

    private static List<String> of(String place, Map<String, List<String>> values) {
        var those = values.get(place);
        if (those == null) {
            throw new IllegalArgumentException("no value for @" + place + "@");
        }
        return those;
    }
}
