package daruma.manifest;

import java.util.ArrayList;
import java.util.List;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.composer.Composer;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/**
 * Text to YAML nodes that know their lines, within limits that no honest manifest meets: 1 MiB of text, 32 levels, 50
 * aliases of collections. Depth is counted on the flat stream of events, because building nodes recurses.
 */
final class YamlDocuments {
    static final int MAX_CHARACTERS = 1 << 20;
    static final int MAX_DEPTH = 32;

    private YamlDocuments() {}

    /**
     * The documents of a text.
     *
     * @param mistakes where what is wrong with the text is added; then the answer is empty
     */
    static List<Node> read(String file, String text, List<Mistake> mistakes) {
        if (text.length() > MAX_CHARACTERS) {
            mistakes.add(new Mistake(file, 0, "", "the file is larger than 1 MiB; split it into several files"));
            return List.of();
        }
        var settings = LoadSettings.builder()
                .setLabel(file)
                .setAllowDuplicateKeys(true) // we report them ourselves, together with everything else
                .setAllowNonScalarKeys(false)
                .setMaxAliasesForCollections(50)
                .setCodePointLimit(MAX_CHARACTERS)
                .build();
        try {
            var depth = 0;
            var events = new ParserImpl(settings, new StreamReader(settings, text));
            while (events.hasNext()) {
                var event = events.next();
                if (event instanceof CollectionStartEvent start && ++depth > MAX_DEPTH) {
                    mistakes.add(new Mistake(
                            file,
                            start.getStartMark().map(mark -> mark.getLine() + 1).orElse(0),
                            "",
                            "more than " + MAX_DEPTH + " levels deep; nothing in a manifest is"));
                    return List.of();
                }
                if (event instanceof CollectionEndEvent) {
                    depth--;
                }
            }
            var documents = new ArrayList<Node>();
            new Composer(settings, new ParserImpl(settings, new StreamReader(settings, text)))
                    .forEachRemaining(documents::add);
            return documents;
        } catch (MarkedYamlEngineException e) {
            var mark = e.getProblemMark().or(e::getContextMark);
            mistakes.add(new Mistake(
                    file,
                    mark.map(m -> m.getLine() + 1).orElse(0),
                    "",
                    "this is not valid YAML: " + oneLine(e.getProblem())
                            + mark.map(m -> ", at column " + (m.getColumn() + 1))
                                    .orElse("")));
        } catch (YamlEngineException e) {
            mistakes.add(new Mistake(file, 0, "", "this is not valid YAML: " + oneLine(e.getMessage())));
        }
        return List.of();
    }

    private static String oneLine(@org.jspecify.annotations.Nullable String text) {
        return text == null ? "cannot be read" : text.strip().replace('\n', ' ');
    }
}
