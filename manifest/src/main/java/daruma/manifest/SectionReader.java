package daruma.manifest;

import daruma.manifest.text.ByteSizes;
import daruma.manifest.text.CommandLineWords;
import daruma.manifest.text.Cron;
import daruma.manifest.text.DidYouMean;
import daruma.model.Durations;
import daruma.model.Refused;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** YAML nodes to {@link Section}s, by the shapes of the keys. Goes on after a mistake, so that all of them are found. */
final class SectionReader {
    /** Aliases can make a small file expand without end; no honest manifest has so many nodes. */
    private static final int MAX_NODES = 100_000;

    private final String file;
    private final Placeholders placeholders;
    private final List<Mistake> mistakes;
    private int nodes;

    SectionReader(String file, Placeholders placeholders, List<Mistake> mistakes) {
        this.file = file;
        this.placeholders = placeholders;
        this.mistakes = mistakes;
    }

    /** The mapping as a section; empty of values if it is no mapping, which is then a mistake. */
    Section read(Node node, List<Key> keys, String where) {
        var section = new Section(line(node), where);
        if (!(node instanceof MappingNode mapping)) {
            mistake(
                    node,
                    where,
                    "a mapping is needed here, with keys such as \""
                            + keys.getFirst().name() + "\"");
            return section;
        }
        for (var tuple : mapping.getValue()) {
            if (!(tuple.getKeyNode() instanceof ScalarNode keyNode)) {
                mistake(tuple.getKeyNode(), where, "a key must be a plain word");
                continue;
            }
            var name = keyNode.getValue();
            var place = where.isEmpty() ? name : where + "." + name;
            var key = keys.stream().filter(k -> k.name().equals(name)).findFirst();
            if (key.isEmpty()) {
                mistake(keyNode, where, unknown(name, place, keys));
            } else if (section.has(name)) {
                mistake(keyNode, place, "stands here twice, first in line " + section.lineOf(name) + "; keep one");
            } else {
                section.put(
                        name,
                        line(keyNode),
                        value(tuple.getValueNode(), key.get().shape(), place));
            }
        }
        return section;
    }

    private static String unknown(String name, String place, List<Key> keys) {
        var path = place.replaceFirst("^apps\\[\\d+]\\.", "");
        var notYet = AppKeys.NOT_YET.get(path);
        if (notYet != null) {
            return "\"" + name + "\" is not supported yet; " + notYet;
        }
        var ours = AppKeys.OTHER_WORDS.get(name);
        if (ours != null && keys.equals(AppKeys.APP)) {
            return "unknown key \"" + name + "\"; here it is \"" + ours + "\"";
        }
        if (name.equals("<<")) {
            return "merge keys (<<) are not part of YAML 1.2; use an alias (*name) for a whole value";
        }
        var known = keys.stream().map(Key::name).toList();
        var hint = DidYouMean.hint(name, known);
        return "unknown key \"" + name + "\"" + (hint.isEmpty() ? "; known are " + String.join(", ", known) : hint);
    }

    private @Nullable Object value(Node node, Shape shape, String where) {
        if (++nodes > MAX_NODES) {
            if (nodes == MAX_NODES + 1) {
                mistake(node, where, "the file expands to more than " + MAX_NODES + " values; use fewer aliases");
            }
            return null;
        }
        try {
            return switch (shape) {
                case Shape.Text() -> text(node);
                case Shape.Word(var words) -> word(text(node), words);
                case Shape.Whole(var least, var most) -> whole(text(node), least, most);
                case Shape.Count(var most) -> count(text(node), most);
                case Shape.Real(var least, var most) -> number(text(node), least, most);
                case Shape.Flag() -> flag(text(node));
                case Shape.Time(var millisByDefault) ->
                    millisByDefault ? Durations.parseMillisByDefault(text(node)) : Durations.parse(text(node));
                case Shape.Size() -> ByteSizes.parse(text(node));
                case Shape.Octal() -> octal(text(node));
                case Shape.Words() ->
                    node instanceof SequenceNode list ? texts(list, where) : CommandLineWords.split(text(node));
                case Shape.Texts() -> node instanceof SequenceNode list ? texts(list, where) : List.of(text(node));
                case Shape.Wholes(var least, var most) -> wholes(node, least, most, where);
                case Shape.TextMap() -> textMap(node, where);
                case Shape.Section(var keys) -> read(node, keys, where);
                case Shape.Sections(var keys) -> sections(node, keys, "", where);
                case Shape.SectionsOrTexts(var keys, var key) -> sections(node, keys, key, where);
                case Shape.Cores() -> cores(text(node));
                case Shape.Schedule() -> Cron.parse(text(node));
            };
        } catch (Refused e) {
            mistake(node, where, String.valueOf(e.getMessage()));
            return null;
        }
    }

    private String text(Node node) {
        if (!(node instanceof ScalarNode scalar)) {
            throw new Refused("one value is needed here, not a " + (node instanceof SequenceNode ? "list" : "mapping"));
        }
        if (scalar.getTag().equals(Tag.NULL)) {
            throw new Refused("has no value; give it one, or remove the key");
        }
        return placeholders.resolve(scalar.getValue());
    }

    private static String word(String text, List<String> words) {
        if (!words.contains(text)) {
            throw new Refused(
                    "\"" + text + "\" is not one of " + String.join(", ", words) + DidYouMean.hint(text, words));
        }
        return text;
    }

    private static long whole(String text, long least, long most) {
        try {
            var number = Long.parseLong(text);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException _) {
            // said below
        }
        throw new Refused("\"" + text + "\" is not a whole number from " + least + " to " + most);
    }

    private static long count(String text, long most) {
        return text.equals("max") ? Runtime.getRuntime().availableProcessors() : whole(text, 1, most);
    }

    private static double number(String text, double least, double most) {
        try {
            var number = Double.parseDouble(text);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException _) {
            // said below
        }
        throw new Refused("\"" + text + "\" is not a number from " + least + " to " + most);
    }

    private static boolean flag(String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new Refused("\"" + text + "\" is neither true nor false");
        };
    }

    private static long octal(String text) {
        var digits = text.startsWith("0o") ? text.substring(2) : text;
        try {
            var number = Long.parseLong(digits, 8);
            if (number >= 0 && number <= 0777) {
                return number;
            }
        } catch (NumberFormatException _) {
            // said below
        }
        throw new Refused("\"" + text + "\" is not an octal number from 000 to 777, such as \"027\"");
    }

    private List<String> texts(SequenceNode list, String where) {
        var texts = new ArrayList<String>();
        var index = 0;
        for (var item : list.getValue()) {
            if (value(item, new Shape.Text(), where + "[" + index++ + "]") instanceof String text) {
                texts.add(text);
            }
        }
        return texts;
    }

    private List<Integer> wholes(Node node, long least, long most, String where) {
        if (!(node instanceof SequenceNode list)) {
            return List.of((int) whole(text(node), least, most));
        }
        var numbers = new ArrayList<Integer>();
        var index = 0;
        for (var item : list.getValue()) {
            if (value(item, new Shape.Whole(least, most), where + "[" + index++ + "]") instanceof Long number) {
                numbers.add(number.intValue());
            }
        }
        return numbers;
    }

    private Map<String, String> textMap(Node node, String where) {
        if (!(node instanceof MappingNode mapping)) {
            throw new Refused("a mapping is needed here: NAME: value");
        }
        var map = new LinkedHashMap<String, String>();
        for (var tuple : mapping.getValue()) {
            var name = tuple.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "?";
            if (map.containsKey(name)) {
                mistake(tuple.getKeyNode(), where + "." + name, "stands here twice; keep one");
            } else if (value(tuple.getValueNode(), new Shape.Text(), where + "." + name) instanceof String text) {
                map.put(name, text);
            }
        }
        return map;
    }

    private static double cores(String text) {
        var thousandths = text.endsWith("m");
        var number = number(thousandths ? text.substring(0, text.length() - 1) : text, 0, 1_000_000);
        return thousandths ? number / 1_000 : number;
    }

    /** Items that are one text alone stand for a mapping with {@code key}, if that is not empty. */
    private List<Section> sections(Node node, List<Key> keys, String key, String where) {
        if (!(node instanceof SequenceNode list)) {
            throw new Refused("a list is needed here: each item begins with \"- \"");
        }
        var sections = new ArrayList<Section>();
        var index = 0;
        for (var item : list.getValue()) {
            var place = where + "[" + index++ + "]";
            if (!key.isEmpty() && item instanceof ScalarNode) {
                var section = new Section(line(item), place);
                section.put(key, line(item), value(item, new Shape.Text(), place));
                sections.add(section);
            } else {
                sections.add(read(item, keys, place));
            }
        }
        return sections;
    }

    private void mistake(Node node, String where, String message) {
        mistakes.add(new Mistake(file, line(node), where, message));
    }

    private static int line(Node node) {
        return node.getStartMark().map(mark -> mark.getLine() + 1).orElse(0);
    }
}
