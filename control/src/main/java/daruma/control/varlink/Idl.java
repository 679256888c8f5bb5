package daruma.control.varlink;

import daruma.control.json.Json;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An interface description, and whether a value is what it says.
 *
 * @param name of the interface
 * @param types by name
 * @param methods by name
 * @param errors by name, each with its parameters
 * @see <a href="https://varlink.org/Interface-Definition">the grammar</a>
 */
public record Idl(String name, Map<String, Type> types, Map<String, MethodType> methods, Map<String, Struct> errors) {
    public Idl {
        types = Collections.unmodifiableMap(new LinkedHashMap<>(types));
        methods = Collections.unmodifiableMap(new LinkedHashMap<>(methods));
        errors = Collections.unmodifiableMap(new LinkedHashMap<>(errors));
    }

    /** Parameters and result of a method. */
    public record MethodType(Struct parameters, Struct result) {}

    /** A type. */
    public sealed interface Type {}

    /** {@code bool int float string object any}. */
    public enum Basic implements Type {
        BOOL,
        INT,
        FLOAT,
        STRING,
        /** Any JSON object. */
        OBJECT,
        /** Any JSON value but null. */
        ANY
    }

    /** {@code []type}. */
    public record Array(Type items) implements Type {}

    /** {@code [string]type}. */
    public record Dictionary(Type values) implements Type {}

    /** {@code ?type}. */
    public record Nullable(Type type) implements Type {}

    /** A type of the interface, by its name. */
    public record Named(String name) implements Type {}

    /** {@code (a, b)}. */
    public record Choice(List<String> words) implements Type {
        public Choice {
            words = List.copyOf(words);
        }
    }

    /** {@code (a: int, b: string)}. */
    public record Struct(Map<String, Type> fields) implements Type {
        public Struct {
            fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
        }
    }

    /**
     * Reads an interface file.
     *
     * @throws BadIdl if it is not one, with the line; also if a type is used that it does not define
     */
    public static Idl parse(String text) {
        return new IdlParser(text).parse();
    }

    /** What is wrong with the parameters of a call of the method; empty: nothing. */
    public List<String> problemsOfCall(String method, Json.Obj parameters) {
        return Optional.ofNullable(methods.get(method))
                .map(it -> problems(it.parameters(), parameters))
                .orElse(List.of("there is no method " + method));
    }

    /** What is wrong with the parameters of a reply of the method; empty: nothing. */
    public List<String> problemsOfReply(String method, Json.Obj parameters) {
        return Optional.ofNullable(methods.get(method))
                .map(it -> problems(it.result(), parameters))
                .orElse(List.of("there is no method " + method));
    }

    /** What is wrong with the parameters of an error, named without its interface; empty: nothing. */
    public List<String> problemsOfError(String error, Json.Obj parameters) {
        return Optional.ofNullable(errors.get(error))
                .map(it -> problems(it, parameters))
                .orElse(List.of("there is no error " + error));
    }

    private List<String> problems(Struct struct, Json.Obj value) {
        var problems = new ArrayList<String>();
        check(struct, value, "", problems);
        return List.copyOf(problems);
    }

    private void check(Type type, Json value, String path, List<String> problems) {
        switch (type) {
            case Basic basic -> {
                if (!fits(basic, value)) {
                    problems.add(path + ": " + value.kind() + " is not " + basic);
                }
            }
            case Array(var items) -> {
                if (value instanceof Json.Arr(var values)) {
                    for (int i = 0; i < values.size(); i++) {
                        check(items, values.get(i), path + "[" + i + "]", problems);
                    }
                } else {
                    problems.add(path + ": " + value.kind() + " is not an array");
                }
            }
            case Dictionary(var values) -> {
                if (value instanceof Json.Obj(var members)) {
                    members.forEach((key, member) -> check(values, member, path + "[" + key + "]", problems));
                } else {
                    problems.add(path + ": " + value.kind() + " is not a dictionary");
                }
            }
            case Nullable(var inner) -> {
                if (!(value instanceof Json.Null)) {
                    check(inner, value, path, problems);
                }
            }
            case Named(var reference) -> {
                var target = types.get(reference);
                if (target == null) {
                    problems.add(path + ": the type " + reference + " is not defined");
                } else {
                    check(target, value, path, problems);
                }
            }
            case Choice(var words) -> {
                if (!(value instanceof Json.Str(var word)) || !words.contains(word)) {
                    problems.add(path + ": not one of " + words);
                }
            }
            case Struct(var fields) -> {
                if (value instanceof Json.Obj(var members)) {
                    checkMembers(fields, members, path, problems);
                } else {
                    problems.add(path + ": " + value.kind() + " is not a struct");
                }
            }
        }
    }

    private void checkMembers(Map<String, Type> fields, Map<String, Json> members, String path, List<String> problems) {
        fields.forEach((field, type) -> {
            var member = members.get(field);
            if (member != null) {
                check(type, member, path + "." + field, problems);
            } else if (!(type instanceof Nullable)) {
                problems.add(path + "." + field + ": missing");
            }
        });
        for (var member : members.keySet()) {
            if (!fields.containsKey(member)) {
                problems.add(path + "." + member + ": not declared");
            }
        }
    }

    private static boolean fits(Basic basic, Json value) {
        return switch (basic) {
            case BOOL -> value instanceof Json.Bool;
            case INT -> value instanceof Json.Int;
            case FLOAT -> value instanceof Json.Real || value instanceof Json.Int;
            case STRING -> value instanceof Json.Str;
            case OBJECT -> value instanceof Json.Obj;
            case ANY -> !(value instanceof Json.Null);
        };
    }
}
