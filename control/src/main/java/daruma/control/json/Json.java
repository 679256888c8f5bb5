package daruma.control.json;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A JSON value. */
public sealed interface Json {
    /** An object; its members keep their order. */
    record Obj(Map<String, Json> members) implements Json {
        public static final Obj EMPTY = new Obj(Map.of());

        public Obj {
            members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
        }
    }

    /** An array. */
    record Arr(List<Json> items) implements Json {
        public Arr {
            items = List.copyOf(items);
        }
    }

    /** A string. */
    record Str(String value) implements Json {}

    /** A whole number of 64 bits. */
    record Int(long value) implements Json {}

    /** Any other number; never infinite and never NaN, which JSON cannot say. */
    record Real(double value) implements Json {
        public Real {
            if (!Double.isFinite(value)) {
                throw new IllegalArgumentException("JSON has no number for " + value);
            }
        }
    }

    /** A truth value. */
    record Bool(boolean value) implements Json {}

    /** {@code null}. */
    record Null() implements Json {
        public static final Json VALUE = new Null();
    }

    static Json of(String value) {
        return new Str(value);
    }

    static Json of(long value) {
        return new Int(value);
    }

    static Json of(double value) {
        return new Real(value);
    }

    static Json of(boolean value) {
        return new Bool(value);
    }

    static Json strings(List<String> values) {
        return new Arr(values.stream().map(Json::of).toList());
    }

    /** An object of strings, in the order of its keys, so that equal maps print equal text. */
    static Json strings(Map<String, String> values) {
        var members = new LinkedHashMap<String, Json>();
        values.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(entry -> members.put(entry.getKey(), of(entry.getValue())));
        return new Obj(members);
    }

    /** Begins an object. */
    static ObjectBuilder object() {
        return new ObjectBuilder();
    }

    /** What a person would call it, for messages: {@code a string}. */
    default String kind() {
        return switch (this) {
            case Obj _ -> "an object";
            case Arr _ -> "an array";
            case Str _ -> "a string";
            case Int _ -> "a whole number";
            case Real _ -> "a number with a fraction";
            case Bool _ -> "true or false";
            case Null _ -> "null";
        };
    }
}
