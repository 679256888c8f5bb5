package daruma.cli.syntax;

import java.util.List;
import java.util.Optional;

/**
 * One option, written once: parsing, help and completion come from it.
 *
 * @param names as typed, the one for messages first: {@code --name}, {@code -n}
 * @param value what stands for its value in the help; empty: it has none
 * @param repeatable whether it may stand several times
 * @param variable the environment variable that says the same; empty: none
 * @param says one sentence
 */
public record Option(
        List<String> names, Optional<String> value, boolean repeatable, Optional<String> variable, String says) {
    public Option {
        names = List.copyOf(names);
    }

    /** An option without a value. */
    public static Option flag(String says, String... names) {
        return new Option(List.of(names), Optional.empty(), false, Optional.empty(), says);
    }

    /** An option with a value. */
    public static Option valued(String value, String says, String... names) {
        return new Option(List.of(names), Optional.of(value), false, Optional.empty(), says);
    }

    /** The same, several times. */
    public Option repeated() {
        return new Option(names, value, true, variable, says);
    }

    /** The same, also from an environment variable. */
    public Option from(String newVariable) {
        return new Option(names, value, repeatable, Optional.of(newVariable), says);
    }

    public String name() {
        return names.getFirst();
    }
}
