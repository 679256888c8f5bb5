package daruma.control.json;

import daruma.model.Refused;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An object being taken apart. Whatever is missing, of the wrong kind, refused by the model, or (when {@link Rule#STRICT})
 * left over is a {@link BadJson} that names its path. A property that is {@code null} counts as absent.
 *
 * <p>Not for more than one thread.
 */
public final class Fields {
    /** What happens to properties that nobody asked for. */
    public enum Rule {
        /** An error: for what people, disks and clients hand in. A setting must not be lost in silence. */
        STRICT,
        /** Skipped, here and in all that is inside: for answers of a daemon that may be newer than the client. */
        LENIENT
    }

    private final Map<String, Json> members;
    private final String path;
    private final Rule rule;
    private final Set<String> asked = new HashSet<>();

    private Fields(Map<String, Json> members, String path, Rule rule) {
        this.members = members;
        this.path = path;
        this.rule = rule;
    }

    /**
     * Reads an object, every property of it.
     *
     * @param path of the value, for messages; empty for the root
     * @throws BadJson if it is not what {@code reader} asks for
     */
    public static <T> T read(Json value, String path, Rule rule, Function<Fields, T> reader) {
        if (!(value instanceof Json.Obj(var members))) {
            throw new BadJson(path, "this is " + value.kind() + ": an object was expected");
        }
        var fields = new Fields(members, path, rule);
        T result;
        try {
            result = reader.apply(fields);
        } catch (Refused e) {
            throw new BadJson(path, String.valueOf(e.getMessage()));
        }
        fields.requireNothingLeft();
        return result;
    }

    /** Reads an object strictly. */
    public static <T> T read(Json value, Function<Fields, T> reader) {
        return read(value, "", Rule.STRICT, reader);
    }

    public boolean has(String name) {
        return find(name) != null;
    }

    public String string(String name) {
        return string(name, require(name));
    }

    public String string(String name, String fallback) {
        return optionalString(name).orElse(fallback);
    }

    public Optional<String> optionalString(String name) {
        return Optional.ofNullable(find(name)).map(value -> string(name, value));
    }

    public long integer(String name) {
        return integer(name, require(name));
    }

    public long integer(String name, long fallback) {
        return optionalInteger(name).orElse(fallback);
    }

    public OptionalLong optionalInteger(String name) {
        var value = find(name);
        return value == null ? OptionalLong.empty() : OptionalLong.of(integer(name, value));
    }

    public int int32(String name) {
        return int32(name, integer(name));
    }

    public int int32(String name, int fallback) {
        return optionalInt32(name).orElse(fallback);
    }

    public OptionalInt optionalInt32(String name) {
        var value = find(name);
        return value == null ? OptionalInt.empty() : OptionalInt.of(int32(name, integer(name, value)));
    }

    public double real(String name) {
        return real(name, require(name));
    }

    public double real(String name, double fallback) {
        var value = find(name);
        return value == null ? fallback : real(name, value);
    }

    public boolean flag(String name) {
        return flag(name, require(name));
    }

    public boolean flag(String name, boolean fallback) {
        var value = find(name);
        return value == null ? fallback : flag(name, value);
    }

    /** An ISO 8601 duration, such as {@code PT1.5S}. */
    public Duration duration(String name) {
        return duration(name, string(name));
    }

    public Duration duration(String name, Duration fallback) {
        return optionalDuration(name).orElse(fallback);
    }

    public Optional<Duration> optionalDuration(String name) {
        return optionalString(name).map(text -> duration(name, text));
    }

    /** A UTC time, such as {@code 2026-01-01T00:00:00.000Z}. */
    public Instant instant(String name) {
        return instant(name, string(name));
    }

    public Optional<Instant> optionalInstant(String name) {
        return optionalString(name).map(text -> instant(name, text));
    }

    /** One of the words of an enum, as {@link Words#of} writes them. */
    public <E extends Enum<E>> E choice(String name, E[] values) {
        return choice(name, string(name), values);
    }

    public <E extends Enum<E>> E choice(String name, E[] values, E fallback) {
        return optionalString(name).map(text -> choice(name, text, values)).orElse(fallback);
    }

    /** Something the model makes of a string, and may refuse. */
    public <T> T parsed(String name, Function<String, T> parser) {
        return parsed(name, string(name), parser);
    }

    public <T> Optional<T> optionalParsed(String name, Function<String, T> parser) {
        return optionalString(name).map(text -> parsed(name, text, parser));
    }

    public <T> T object(String name, Function<Fields, T> reader) {
        return read(require(name), at(name), rule, reader);
    }

    public <T> T object(String name, Function<Fields, T> reader, T fallback) {
        return optionalObject(name, reader).orElse(fallback);
    }

    public <T> Optional<T> optionalObject(String name, Function<Fields, T> reader) {
        return Optional.ofNullable(find(name)).map(value -> read(value, at(name), rule, reader));
    }

    /** The objects of an array; an absent one is empty. */
    public <T> List<T> objects(String name, Function<Fields, T> reader) {
        return items(name, (item, where) -> read(item, where, rule, reader));
    }

    /** The strings of an array; an absent one is empty. */
    public List<String> strings(String name) {
        return items(name, (item, where) -> {
            if (item instanceof Json.Str(var value)) {
                return value;
            }
            throw new BadJson(where, "this is " + item.kind() + ": a string was expected");
        });
    }

    /** The whole numbers of an array; an absent one is empty. */
    public List<Integer> int32s(String name) {
        return items(name, (item, where) -> {
            if (item instanceof Json.Int(var value) && value == (int) value) {
                return (int) value;
            }
            throw new BadJson(where, "this is " + item.kind() + ": a whole number was expected");
        });
    }

    /** The whole numbers of an array, of any size; an absent one is empty. */
    public List<Long> integers(String name) {
        return items(name, (item, where) -> {
            if (item instanceof Json.Int(var value)) {
                return value;
            }
            throw new BadJson(where, "this is " + item.kind() + ": a whole number was expected");
        });
    }

    /** An object whose values are all strings; an absent one is empty. */
    public Map<String, String> stringMap(String name) {
        return optionalStringMap(name).orElse(Map.of());
    }

    public Optional<Map<String, String>> optionalStringMap(String name) {
        var value = find(name);
        if (value == null) {
            return Optional.empty();
        }
        if (!(value instanceof Json.Obj(var entries))) {
            throw wrong(name, value, "an object of strings");
        }
        var result = new LinkedHashMap<String, String>();
        entries.forEach((key, entry) -> {
            if (!(entry instanceof Json.Str(var text))) {
                throw new BadJson(at(name) + "." + key, "this is " + entry.kind() + ": a string was expected");
            }
            result.put(key, text);
        });
        return Optional.of(result);
    }

    /** Whatever stands there; an absent one is {@code null} of JSON. */
    public Json any(String name) {
        var value = find(name);
        return value == null ? Json.Null.VALUE : value;
    }

    /** All members as they stand, counted as asked for. */
    public Json.Obj rest() {
        asked.addAll(members.keySet());
        return new Json.Obj(members);
    }

    /** Refuses the value of a property. */
    public BadJson refuse(String name, String problem) {
        return new BadJson(at(name), problem);
    }

    private interface ItemReader<T> {
        T read(Json item, String path);
    }

    private <T> List<T> items(String name, ItemReader<T> reader) {
        var value = find(name);
        if (value == null) {
            return List.of();
        }
        if (!(value instanceof Json.Arr(var items))) {
            throw wrong(name, value, "an array");
        }
        var result = new ArrayList<T>(items.size());
        for (int i = 0; i < items.size(); i++) {
            result.add(reader.read(items.get(i), at(name) + "[" + i + "]"));
        }
        return List.copyOf(result);
    }

    private @Nullable Json find(String name) {
        asked.add(name);
        var value = members.get(name);
        return value instanceof Json.Null ? null : value;
    }

    private Json require(String name) {
        var value = find(name);
        if (value == null) {
            throw new BadJson(at(name), "missing");
        }
        return value;
    }

    private String string(String name, Json value) {
        if (value instanceof Json.Str(var text)) {
            return text;
        }
        throw wrong(name, value, "a string");
    }

    private long integer(String name, Json value) {
        if (value instanceof Json.Int(var number)) {
            return number;
        }
        throw wrong(name, value, "a whole number");
    }

    private int int32(String name, long value) {
        if (value != (int) value) {
            throw new BadJson(at(name), value + " is out of range");
        }
        return (int) value;
    }

    private double real(String name, Json value) {
        if (value instanceof Json.Real(var number)) {
            return number;
        }
        if (value instanceof Json.Int(var number)) {
            return number;
        }
        throw wrong(name, value, "a number");
    }

    private boolean flag(String name, Json value) {
        if (value instanceof Json.Bool(var flag)) {
            return flag;
        }
        throw wrong(name, value, "true or false");
    }

    private Duration duration(String name, String text) {
        try {
            return Duration.parse(text);
        } catch (DateTimeException | ArithmeticException _) {
            throw new BadJson(at(name), "\"" + text + "\" is not an ISO 8601 duration such as PT1.5S");
        }
    }

    private Instant instant(String name, String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeException _) {
            throw new BadJson(at(name), "\"" + text + "\" is not a time such as 2026-01-01T00:00:00.000Z");
        }
    }

    private <E extends Enum<E>> E choice(String name, String text, E[] values) {
        for (var value : values) {
            if (Words.of(value).equals(text)) {
                return value;
            }
        }
        throw new BadJson(
                at(name),
                "\"" + text + "\" is none of "
                        + String.join(", ", Stream.of(values).map(Words::of).toList()));
    }

    private <T> T parsed(String name, String text, Function<String, T> parser) {
        try {
            return parser.apply(text);
        } catch (Refused e) {
            throw new BadJson(at(name), String.valueOf(e.getMessage()));
        }
    }

    private BadJson wrong(String name, Json value, String expected) {
        return new BadJson(at(name), "this is " + value.kind() + ": " + expected + " was expected");
    }

    private void requireNothingLeft() {
        if (rule == Rule.LENIENT) {
            return;
        }
        for (var name : members.keySet()) {
            if (!asked.contains(name)) {
                throw new BadJson(
                        at(name),
                        "unknown property; known here: "
                                + String.join(", ", asked.stream().sorted().toList()));
            }
        }
    }

    private String at(String name) {
        return path.isEmpty() ? name : path + "." + name;
    }
}
