package daruma.cli.render;

import daruma.cli.terminal.Failure;
import daruma.control.Exit;
import daruma.manifest.text.DidYouMean;
import java.util.List;
import java.util.Locale;

/** How an answer is to be printed. */
public sealed interface Format {
    record Table(boolean wide) implements Format {}

    record JsonFormat() implements Format {}

    record YamlFormat() implements Format {}

    record Names() implements Format {}

    /**
     * Some columns, in the order that was asked for.
     *
     * @param titles in upper case
     */
    record Columns(List<String> titles) implements Format {}

    /**
     * Reads the value of {@code -o}.
     *
     * @throws Failure if there is no such format
     */
    static Format parse(String text) {
        return switch (text) {
            case "table" -> new Table(false);
            case "wide" -> new Table(true);
            case "json" -> new JsonFormat();
            case "yaml" -> new YamlFormat();
            case "name" -> new Names();
            default -> {
                if (text.startsWith("columns=")) {
                    var titles = text.substring("columns=".length())
                            .toUpperCase(Locale.ROOT)
                            .split(",", -1);
                    yield new Columns(List.of(titles));
                }
                throw new Failure(
                        Exit.USAGE,
                        "unknown output format \"" + text + "\""
                                + DidYouMean.hint(text, List.of("table", "wide", "json", "yaml", "name"))
                                + "; use table, wide, json, yaml, name or columns=NAME,STATUS");
            }
        };
    }
}
