package daruma.cli.syntax;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What was typed after the name of a command, read by its {@link Syntax}; environment variables included. */
public final class Given {
    private final Map<String, List<String>> options;
    private final List<String> operands;
    private final Optional<List<String>> command;
    private final Map<String, String> env;

    /**
     * @param options by the first name of each option; a flag has an empty list
     * @param command what followed {@code --}; empty if there was no {@code --}
     */
    public Given(
            Map<String, List<String>> options,
            List<String> operands,
            Optional<List<String>> command,
            Map<String, String> env) {
        this.options = new HashMap<>(options);
        this.operands = List.copyOf(operands);
        this.command = command;
        this.env = env;
    }

    public List<String> operands() {
        return operands;
    }

    public Optional<List<String>> command() {
        return command;
    }

    public boolean has(Option option) {
        if (options.containsKey(option.name())) {
            return true;
        }
        var value = fromEnvironment(option);
        return value.isPresent()
                && (option.value().isPresent()
                        || !(value.get().equals("0") || value.get().equals("false")));
    }

    /** Whether it was typed, whatever the environment says. */
    public boolean typed(Option option) {
        return options.containsKey(option.name());
    }

    /** The value; of several, the last. */
    public Optional<String> value(Option option) {
        var values = options.get(option.name());
        return values == null || values.isEmpty() ? fromEnvironment(option) : Optional.of(values.getLast());
    }

    public List<String> values(Option option) {
        return options.getOrDefault(option.name(), List.of());
    }

    private Optional<String> fromEnvironment(Option option) {
        return option.variable().map(env::get).filter(value -> !value.isEmpty());
    }
}
