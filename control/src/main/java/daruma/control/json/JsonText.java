package daruma.control.json;

import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.PrettyPrinter;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.DefaultPrettyPrinter;

/** Between text and tree. Exactly one value, no duplicate property, and limits, so that no text can exhaust us. */
public final class JsonText {
    /** Objects and arrays inside each other, at most. */
    public static final int MAX_DEPTH = 64;

    /** Characters of one string, at most; a whole message is limited by whoever reads it. */
    public static final int MAX_STRING = 16 << 20;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxStringLength(MAX_STRING)
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private int valuesLeft;

    private JsonText(int maxValues) {
        valuesLeft = maxValues;
    }

    /**
     * Reads one value.
     *
     * @param utf8 the text
     * @throws BadJson if it is not exactly one JSON value within the limits
     */
    public static Json parse(byte[] utf8) {
        return parse(utf8, Integer.MAX_VALUE);
    }

    /** As {@link #parse(byte[])}, of a part of an array. */
    public static Json parse(byte[] utf8, int offset, int length) {
        try (var parser = FACTORY.createParser(ObjectReadContext.empty(), utf8, offset, length)) {
            return new JsonText(Integer.MAX_VALUE).whole(parser);
        } catch (JacksonException e) {
            throw notJson(e);
        }
    }

    /**
     * As {@link #parse(byte[])}, for text of strangers: a short text of many small values needs much more memory than its
     * length tells.
     *
     * @param maxValues so many values and not more, those inside each other counted
     */
    public static Json parse(byte[] utf8, int maxValues) {
        try (var parser = FACTORY.createParser(ObjectReadContext.empty(), utf8)) {
            return new JsonText(maxValues).whole(parser);
        } catch (JacksonException e) {
            throw notJson(e);
        }
    }

    /** As {@link #parse(byte[])}. */
    public static Json parse(String text) {
        try (var parser = FACTORY.createParser(ObjectReadContext.empty(), text)) {
            return new JsonText(Integer.MAX_VALUE).whole(parser);
        } catch (JacksonException e) {
            throw notJson(e);
        }
    }

    /** On one line. */
    public static String print(Json value) {
        return print(value, ObjectWriteContext.empty());
    }

    /** On one line, in UTF-8; half of a surrogate pair becomes {@code ?}. */
    public static byte[] printUtf8(Json value) {
        return print(value).getBytes(StandardCharsets.UTF_8);
    }

    /** Indented, for people. */
    public static String printPretty(Json value) {
        return print(value, new ObjectWriteContext.Base() {
            @Override
            public PrettyPrinter getPrettyPrinter() {
                return new DefaultPrettyPrinter();
            }

            @Override
            public boolean hasPrettyPrinter() {
                return true;
            }
        });
    }

    private static String print(Json value, ObjectWriteContext context) {
        var text = new StringWriter(256);
        try (var generator = FACTORY.createGenerator(context, text)) {
            write(value, generator);
        }
        return text.toString();
    }

    private Json whole(JsonParser parser) {
        var first = parser.nextToken();
        if (first == null) {
            throw new BadJson("", "empty: a JSON value was expected");
        }
        var value = read(parser, first);
        if (parser.nextToken() != null) {
            throw new BadJson("", "more text after the end of the JSON value");
        }
        return value;
    }

    private Json read(JsonParser parser, JsonToken token) {
        if (--valuesLeft < 0) {
            throw new BadJson("", "too many values");
        }
        return switch (token) {
            case START_OBJECT -> {
                var members = new LinkedHashMap<String, Json>();
                for (var name = parser.nextName(); name != null; name = parser.nextName()) {
                    members.put(name, read(parser, parser.nextToken()));
                }
                yield new Json.Obj(members);
            }
            case START_ARRAY -> {
                var items = new ArrayList<Json>();
                for (var next = parser.nextToken(); next != JsonToken.END_ARRAY; next = parser.nextToken()) {
                    items.add(read(parser, next));
                }
                yield new Json.Arr(items);
            }
            case VALUE_STRING -> new Json.Str(parser.getString());
            case VALUE_NUMBER_INT -> new Json.Int(parser.getLongValue());
            case VALUE_NUMBER_FLOAT -> {
                var number = parser.getDoubleValue();
                if (!Double.isFinite(number)) {
                    throw new BadJson("", "a number is too large");
                }
                yield new Json.Real(number);
            }
            case VALUE_TRUE -> new Json.Bool(true);
            case VALUE_FALSE -> new Json.Bool(false);
            case VALUE_NULL -> Json.Null.VALUE;
            case END_OBJECT, END_ARRAY, PROPERTY_NAME, VALUE_EMBEDDED_OBJECT, NOT_AVAILABLE ->
                throw new BadJson("", "not JSON: unexpected " + token);
        };
    }

    private static void write(Json value, JsonGenerator generator) {
        // Not a pattern switch: the first of a run costs some 10 ms, as its bootstrap is not in the AOT cache, and
        // every message of the command line comes this way.
        if (value instanceof Json.Obj(var members)) {
            generator.writeStartObject();
            members.forEach((name, member) -> {
                generator.writeName(name);
                write(member, generator);
            });
            generator.writeEndObject();
        } else if (value instanceof Json.Arr(var items)) {
            generator.writeStartArray();
            items.forEach(item -> write(item, generator));
            generator.writeEndArray();
        } else if (value instanceof Json.Str(var string)) {
            generator.writeString(string);
        } else if (value instanceof Json.Int(var number)) {
            generator.writeNumber(number);
        } else if (value instanceof Json.Real(var number)) {
            generator.writeNumber(number);
        } else if (value instanceof Json.Bool(var bool)) {
            generator.writeBoolean(bool);
        } else {
            generator.writeNull();
        }
    }

    private static BadJson notJson(JacksonException e) {
        var where = e.getLocation();
        var place = where == null ? "" : " (line " + where.getLineNr() + ", column " + where.getColumnNr() + ")";
        return new BadJson("", "not JSON: " + e.getOriginalMessage() + place);
    }
}
