package daruma.control.json;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Function;

/** An object under construction. An absent optional leaves its property out. */
public final class ObjectBuilder {
    private final Map<String, Json> members = new LinkedHashMap<>();

    ObjectBuilder() {}

    public ObjectBuilder put(String name, Json value) {
        members.put(name, value);
        return this;
    }

    public ObjectBuilder put(String name, String value) {
        return put(name, Json.of(value));
    }

    public ObjectBuilder put(String name, long value) {
        return put(name, Json.of(value));
    }

    public ObjectBuilder put(String name, double value) {
        return put(name, Json.of(value));
    }

    public ObjectBuilder put(String name, boolean value) {
        return put(name, Json.of(value));
    }

    public ObjectBuilder put(String name, OptionalInt value) {
        value.ifPresent(present -> put(name, present));
        return this;
    }

    public ObjectBuilder put(String name, OptionalLong value) {
        value.ifPresent(present -> put(name, present));
        return this;
    }

    public <T> ObjectBuilder put(String name, Optional<T> value, Function<? super T, ? extends Json> writer) {
        value.ifPresent(present -> put(name, writer.apply(present)));
        return this;
    }

    public <T> ObjectBuilder put(String name, List<T> values, Function<? super T, ? extends Json> writer) {
        return put(name, new Json.Arr(values.stream().<Json>map(writer).toList()));
    }

    public Json.Obj build() {
        return new Json.Obj(members);
    }
}
