package daruma.cli.command;

import daruma.cli.syntax.Syntax;
import daruma.cli.syntax.UsageError;
import daruma.manifest.text.DidYouMean;
import java.util.List;

/** A word that other words follow, as {@code service} is: help on them, and what is said if there is no such word. */
final class Family implements Command {
    private final String word;
    private final List<Commands.Entry> members;

    Family(String word, List<Commands.Entry> members) {
        this.word = word;
        this.members = members;
    }

    @Override
    public Syntax syntax() {
        var builder = Syntax.of(word, Commands.entry(word).orElseThrow().says())
                .operands(String.join("|", members.stream().map(this::second).toList()) + " ...", 1, 1_000);
        for (var member : members) {
            var example = Commands.syntaxOf(member.name()).examples().getFirst();
            builder.example(example.line(), member.says());
        }
        return builder.note("Help on one of them: daruma " + word + " " + second(members.getFirst()) + " --help.")
                .build();
    }

    @Override
    public int run(Run run) {
        var typed = run.given().operands().getFirst();
        var known = members.stream().map(this::second).toList();
        var hint = DidYouMean.hint(typed, known);
        throw new UsageError("\"daruma " + word + "\" has no \"" + typed + "\""
                + (hint.isEmpty() ? "; it has " + String.join(", ", known) : hint));
    }

    private String second(Commands.Entry member) {
        return member.name().substring(word.length() + 1);
    }
}
