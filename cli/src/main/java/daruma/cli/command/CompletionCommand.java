package daruma.cli.command;

import daruma.cli.syntax.CompletionScript;
import daruma.cli.syntax.Given;
import daruma.cli.syntax.Syntax;
import daruma.cli.terminal.Failure;
import daruma.cli.terminal.Surroundings;
import daruma.control.Answer;
import daruma.control.ControlClient;
import daruma.control.Exit;
import daruma.control.Outcome;
import daruma.control.Request;
import daruma.manifest.text.DidYouMean;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Prints a completion script; it is made of the same tables as parser and help. */
final class CompletionCommand implements Command {
    private static final Duration PATIENCE = Duration.ofMillis(500);
    private static final List<String> SHELLS = List.of("bash", "zsh", "fish");

    @Override
    public Syntax syntax() {
        return Syntax.of("completion", "Prints a script that completes commands, options and app names in your shell.")
                .operands("bash|zsh|fish", 1, 1)
                .example("eval \"$(daruma completion bash)\"", "in ~/.bashrc")
                .example("eval \"$(daruma completion zsh)\"", "in ~/.zshrc, after compinit")
                .example("daruma completion fish | source", "in config.fish")
                .build();
    }

    @Override
    public int run(Run run) {
        var shell = run.given().operands().getFirst();
        if (!SHELLS.contains(shell)) {
            throw new Failure(
                    Exit.USAGE,
                    "there is no completion for \"" + shell + "\"" + DidYouMean.hint(shell, SHELLS)
                            + "; use bash, zsh or fish");
        }
        Map<String, Syntax> syntaxes = new LinkedHashMap<>();
        for (var entry : Commands.ALL) {
            if (!entry.name().equals("help")) {
                syntaxes.put(entry.name(), Commands.syntaxOf(entry.name()));
            }
        }
        Map<String, Syntax> ofTwoWords = new LinkedHashMap<>();
        Commands.OF_TWO_WORDS.forEach(entry -> ofTwoWords.put(entry.name(), Commands.syntaxOf(entry.name())));
        var script = new CompletionScript(
                syntaxes, Commands.ALL.stream().map(Commands.Entry::says).toList(), ofTwoWords);
        run.outside().out().print(script.of(shell));
        return Exit.OK;
    }

    /** What the scripts call: one candidate a line, and silence if there is no daemon. */
    static int complete(List<String> words, Surroundings outside, String version) {
        if (!words.equals(List.of("apps"))) {
            return Exit.USAGE;
        }
        var run = new Run(outside, new Given(Map.of(), List.of(), Optional.empty(), outside.env()), version);
        if (run.link().reach() instanceof Outcome.Ok<ControlClient>(var client)) {
            try (client) {
                if (client.call(new Request.ListApps(List.of()), PATIENCE)
                        instanceof Outcome.Ok<Answer.Listing>(var listing)) {
                    var names = new ArrayList<String>();
                    listing.apps().forEach(app -> names.add(app.name().value()));
                    names.add("all");
                    names.forEach(run::print);
                }
            }
        }
        return Exit.OK;
    }
}
