package daruma.cli.syntax;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What may be typed after the name of a command.
 *
 * @param operands for the first line of the help: {@code [APP...]}
 * @param minOperands how many must be there
 * @param maxOperands how many may be there
 * @param takesCommand whether what follows {@code --} belongs to it
 * @param examples a command line and what it does
 * @param groups titles with their options
 * @param later options that pm2 or kubectl have and that are not supported yet, with advice
 * @param notes further paragraphs of the help
 */
public record Syntax(
        String command,
        String summary,
        String operands,
        int minOperands,
        int maxOperands,
        boolean takesCommand,
        List<Example> examples,
        Map<String, List<Option>> groups,
        Map<String, String> later,
        List<String> notes) {

    /** A line to copy. */
    public record Example(String line, String says) {}

    /** The options of all groups, and those that every command has. */
    public List<Option> options() {
        var options = new ArrayList<Option>();
        groups.values().forEach(options::addAll);
        options.addAll(GLOBAL);
        return options;
    }

    /** What every command takes. */
    public static final List<Option> GLOBAL =
            List.of(Options.COLOR, Options.NO_COLOR, Options.ASCII, Options.SILENT, Options.HELP);

    /** Whether {@code -1} is an operand, and no option. */
    public boolean takesNumbers() {
        return operands.contains("-N");
    }

    public Optional<Option> option(String name) {
        for (var option : options()) {
            if (option.names().contains(name)) {
                return Optional.of(option);
            }
        }
        return Optional.empty();
    }

    public static Builder of(String command, String summary) {
        return new Builder(command, summary);
    }

    /** Collects the parts of a syntax. */
    public static final class Builder {
        private final String command;
        private final String summary;
        private String operands = "";
        private int min;
        private int max;
        private boolean takesCommand;
        private final List<Example> examples = new ArrayList<>();
        private final Map<String, List<Option>> groups = new java.util.LinkedHashMap<>();
        private Map<String, String> later = Map.of();
        private final List<String> notes = new ArrayList<>();

        private Builder(String command, String summary) {
            this.command = command;
            this.summary = summary;
        }

        public Builder operands(String label, int least, int most) {
            operands = label;
            min = least;
            max = most;
            return this;
        }

        public Builder takesCommand() {
            takesCommand = true;
            return this;
        }

        public Builder example(String line, String says) {
            examples.add(new Example(line, says));
            return this;
        }

        public Builder group(String title, Option... options) {
            groups.put(title, List.of(options));
            return this;
        }

        public Builder later(Map<String, String> advice) {
            later = advice;
            return this;
        }

        public Builder note(String paragraph) {
            notes.add(paragraph);
            return this;
        }

        public Syntax build() {
            return new Syntax(command, summary, operands, min, max, takesCommand, examples, groups, later, notes);
        }
    }
}
