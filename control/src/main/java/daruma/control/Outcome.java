package daruma.control;

import java.util.function.Function;

/** What came of a call: a value, or the fault that prevented it. */
public sealed interface Outcome<T> {
    /** It worked. */
    record Ok<T>(T value) implements Outcome<T> {}

    /** It did not. */
    record Failed<T>(Fault fault) implements Outcome<T> {}

    static <T> Outcome<T> ok(T value) {
        return new Ok<>(value);
    }

    static <T> Outcome<T> failed(Fault fault) {
        return new Failed<>(fault);
    }

    default <U> Outcome<U> map(Function<? super T, ? extends U> mapper) {
        return switch (this) {
            case Ok<T>(T value) -> new Ok<>(mapper.apply(value));
            case Failed<T>(Fault fault) -> new Failed<>(fault);
        };
    }

    default <U> Outcome<U> then(Function<? super T, Outcome<U>> next) {
        return switch (this) {
            case Ok<T>(T value) -> next.apply(value);
            case Failed<T>(Fault fault) -> new Failed<>(fault);
        };
    }
}
