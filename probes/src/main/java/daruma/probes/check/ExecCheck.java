package daruma.probes.check;

import daruma.model.Durations;
import daruma.probes.time.Deadline;
import java.util.List;

/** A command in the place of the program ends with 0. */
public record ExecCheck(List<String> argv, Commands commands) implements Check {
    public ExecCheck {
        argv = List.copyOf(argv);
    }

    /** Runs commands as the program is run: its environment, its directory, its user. */
    @FunctionalInterface
    public interface Commands {
        /** Runs one, and ends its whole tree at the deadline. Blocks. */
        Finished run(List<String> argv, Deadline deadline);
    }

    /** What became of a command. */
    public sealed interface Finished {
        /**
         * It ended by itself.
         *
         * @param how for people: {@code exit code 1}
         * @param success whether that was 0
         * @param lastWords its last line of output; may be empty
         */
        record Ended(String how, boolean success, String lastWords) implements Finished {}

        /** It was ended at the deadline, with all that came of it. */
        record TooLate() implements Finished {}

        /** It never ran. */
        record NotRun(String why) implements Finished {}
    }

    @Override
    public Outcome make(Deadline deadline) {
        var words = String.join(" ", argv);
        return switch (commands.run(argv, deadline)) {
            case Finished.Ended(var _, var success, var _)
            when success -> new Outcome.Passed("\"" + words + "\" ended with 0");
            case Finished.Ended(var how, var _, var lastWords) ->
                new Outcome.Failed(
                        "\"" + words + "\" ended: " + how + (lastWords.isEmpty() ? "" : ", \"" + lastWords + "\""));
            case Finished.TooLate() ->
                new Outcome.Failed("\"" + words + "\" did not end within " + Durations.format(deadline.allowed()));
            case Finished.NotRun(var why) -> new Outcome.Broken("cannot run \"" + words + "\": " + why);
        };
    }
}
