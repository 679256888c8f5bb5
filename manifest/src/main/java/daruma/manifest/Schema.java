package daruma.manifest;

import java.util.List;

/**
 * The JSON schema of {@code daruma.yaml}, for editors: {@code # yaml-language-server: $schema=…}. Printed from the same
 * keys as the reader works by; a test holds the published file to it.
 */
public final class Schema {
    private final StringBuilder out = new StringBuilder();
    private int depth;

    private Schema() {}

    /** The schema as a JSON text, with a line end. */
    public static String print() {
        var schema = new Schema();
        schema.document();
        return schema.out.append('\n').toString();
    }

    private void document() {
        open();
        member("$schema", "\"https://json-schema.org/draft/2020-12/schema\"", true);
        member("title", "\"daruma.yaml\"", true);
        member("description", "\"Apps that Daruma keeps up.\"", true);
        member("required", "[\"apps\"]", true);
        objectMembers(AppKeys.DOCUMENT);
        close();
    }

    private void objectMembers(List<Key> keys) {
        member("type", "\"object\"", true);
        member("additionalProperties", "false", true);
        name("properties");
        open();
        for (var i = 0; i < keys.size(); i++) {
            name(keys.get(i).name());
            open();
            member("description", quote(keys.get(i).says()), true);
            shape(keys.get(i).shape());
            close();
            comma(i + 1 < keys.size());
        }
        close();
        out.append('\n');
    }

    private void shape(Shape shape) {
        switch (shape) {
            case Shape.Text() -> type("[\"string\", \"number\", \"boolean\"]");
            case Shape.Word(var words) -> {
                var quoted = String.join(", ", words.stream().map(Schema::quote).toList());
                anyOf("{\"enum\": [" + quoted + "]}", PLACEHOLDER);
            }
            case Shape.Whole(var least, var most) -> anyOf(whole(least, most), PLACEHOLDER, digits());
            case Shape.Count(var most) -> anyOf(whole(1, most), "{\"const\": \"max\"}", PLACEHOLDER, digits());
            case Shape.Real(var least, var most) ->
                anyOf("{\"type\": \"number\", \"minimum\": " + least + ", \"maximum\": " + most + "}", PLACEHOLDER);
            case Shape.Flag() -> anyOf("{\"type\": \"boolean\"}", PLACEHOLDER);
            case Shape.Time(var millisByDefault) -> {
                var time = pattern("^\\s*([0-9]+(\\.[0-9]+)?(ms|s|m|h|d))+\\s*$");
                if (millisByDefault) {
                    anyOf(time, "{\"type\": \"integer\", \"minimum\": 0}", digits(), PLACEHOLDER);
                } else {
                    anyOf(time, PLACEHOLDER);
                }
            }
            case Shape.Size() ->
                anyOf(
                        pattern("^[0-9]+\\s*([KMGTkmgt][Ii]?[Bb]?|[Bb])?$"),
                        "{\"type\": \"integer\", \"minimum\": 0}",
                        PLACEHOLDER);
            case Shape.Cores() ->
                anyOf(
                        pattern("^[0-9]+(\\.[0-9]+)?m?$"),
                        "{\"type\": \"number\", \"exclusiveMinimum\": 0}",
                        PLACEHOLDER);
            case Shape.Schedule() -> anyOf(pattern("^\\s*(\\S+\\s+){4,5}\\S+\\s*$"), PLACEHOLDER);
            case Shape.Octal() -> anyOf(pattern("^(0o)?[0-7]{1,4}$"), "{\"type\": \"integer\"}", PLACEHOLDER);
            case Shape.Words(), Shape.Texts() -> anyOf(SCALAR, "{\"type\": \"array\", \"items\": " + SCALAR + "}");
            case Shape.Wholes(var least, var most) ->
                anyOf(whole(least, most), "{\"type\": \"array\", \"items\": " + whole(least, most) + "}", PLACEHOLDER);
            case Shape.TextMap() -> {
                member("type", "\"object\"", true);
                member("additionalProperties", SCALAR, false);
            }
            case Shape.Section(var keys) -> objectMembers(keys);
            case Shape.Sections(var keys) -> {
                member("type", "\"array\"", true);
                name("items");
                open();
                objectMembers(keys);
                close();
                out.append('\n');
            }
            case Shape.SectionsOrTexts(var keys, var key) -> {
                member("type", "\"array\"", true);
                name("items");
                open();
                name("anyOf");
                out.append("[\n");
                depth++;
                out.append("  ".repeat(depth))
                        .append("{\"type\": \"string\"},\n")
                        .append("  ".repeat(depth));
                open();
                member("required", "[" + quote(key) + "]", true);
                objectMembers(keys);
                close();
                out.append('\n');
                depth--;
                out.append("  ".repeat(depth)).append("]\n");
                close();
                out.append('\n');
            }
        }
    }

    private static final String SCALAR = "{\"type\": [\"string\", \"number\", \"boolean\"]}";
    private static final String PLACEHOLDER = pattern("\\$\\{.+\\}");

    private static String whole(long least, long most) {
        return "{\"type\": \"integer\", \"minimum\": " + least + ", \"maximum\": " + most + "}";
    }

    private static String digits() {
        return pattern("^-?[0-9]+$");
    }

    private static String pattern(String pattern) {
        return "{\"type\": \"string\", \"pattern\": " + quote(pattern) + "}";
    }

    private void type(String types) {
        member("type", types, false);
    }

    private void anyOf(String... schemas) {
        member("anyOf", "[" + String.join(", ", schemas) + "]", false);
    }

    private void member(String name, String value, boolean more) {
        name(name);
        out.append(value);
        comma(more);
    }

    private void name(String name) {
        out.append("  ".repeat(depth)).append(quote(name)).append(": ");
    }

    private void comma(boolean more) {
        out.append(more ? ",\n" : "\n");
    }

    private void open() {
        out.append("{\n");
        depth++;
    }

    private void close() {
        depth--;
        out.append("  ".repeat(depth)).append('}');
    }

    private static String quote(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
