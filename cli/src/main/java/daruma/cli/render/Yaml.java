package daruma.cli.render;

import daruma.control.json.Json;
import daruma.control.json.JsonText;
import java.util.Set;

/** JSON values as YAML 1.2. Strings that could be read as something else are quoted, in JSON's way, which is YAML's too. */
public final class Yaml {
    private static final Set<String> WORDS = Set.of("null", "true", "false", "yes", "no", "on", "off", "y", "n", "~");

    private Yaml() {}

    public static String print(Json value) {
        var text = new StringBuilder();
        block(value, 0, text);
        return text.toString();
    }

    private static void block(Json value, int depth, StringBuilder text) {
        switch (value) {
            case Json.Obj(var members)
            when !members.isEmpty() -> {
                var first = true;
                for (var member : members.entrySet()) {
                    if (!first || depth == 0) {
                        text.repeat("  ", depth);
                    }
                    first = false;
                    text.append(scalar(member.getKey())).append(':');
                    nested(member.getValue(), depth, text);
                }
            }
            case Json.Arr(var items)
            when !items.isEmpty() -> {
                for (var item : items) {
                    text.repeat("  ", depth).append("- ");
                    if (isNested(item)) {
                        block(item, depth + 1, text);
                    } else {
                        text.append(inline(item)).append('\n');
                    }
                }
            }
            default -> text.append(inline(value)).append('\n');
        }
    }

    private static void nested(Json value, int depth, StringBuilder text) {
        if (!isNested(value)) {
            text.append(' ').append(inline(value)).append('\n');
            return;
        }
        text.append('\n');
        if (value instanceof Json.Obj) {
            text.repeat("  ", depth + 1);
        }
        block(value, value instanceof Json.Arr ? depth : depth + 1, text);
    }

    private static boolean isNested(Json value) {
        return (value instanceof Json.Obj(var members) && !members.isEmpty())
                || (value instanceof Json.Arr(var items) && !items.isEmpty());
    }

    private static String inline(Json value) {
        return value instanceof Json.Str(var string) ? scalar(string) : JsonText.print(value);
    }

    private static String scalar(String text) {
        var plain = !text.isEmpty()
                && Character.isLetter(text.charAt(0))
                && !WORDS.contains(text.toLowerCase(java.util.Locale.ROOT));
        for (var i = 0; plain && i < text.length(); i++) {
            var c = text.charAt(i);
            plain = c < 128 && (Character.isLetterOrDigit(c) || c == '-' || c == '_' || c == '.' || c == '/');
        }
        return plain ? text : JsonText.print(Json.of(text));
    }
}
