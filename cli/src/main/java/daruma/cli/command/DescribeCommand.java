package daruma.cli.command;

import daruma.cli.render.DescriptionText;
import daruma.cli.syntax.Option;
import daruma.cli.syntax.Options;
import daruma.cli.syntax.Syntax;
import daruma.control.Answer;
import daruma.control.Exit;
import daruma.control.Request;
import daruma.control.codec.ScriptJson;

/** Tells everything about one app. */
final class DescribeCommand implements Command {
    private static final Option LINES = Option.valued("N", "How many of its last lines; default 10.", "--lines", "-n");

    @Override
    public Syntax syntax() {
        return Syntax.of(
                        "describe",
                        "Tells everything about one app: status, instances, declaration, last exit, events, log.")
                .operands("APP", 1, 1)
                .example("daruma describe web", "by name or id")
                .example(
                        "daruma describe web -o json", "for scripts: what ls gives, with spec, probes, events and logs")
                .group("What is shown", LINES, Options.OUTPUT)
                .build();
    }

    @Override
    public int run(Run run) {
        var lines = run.number(LINES, 0, 10_000).orElse(10);
        try (var client = run.daemon()) {
            Answer.Description description =
                    run.ask(client, new Request.Describe(run.given().operands().getFirst(), lines));
            if (run.forScripts()) {
                run.printJson(ScriptJson.description(description.app(), description.events(), description.lines()));
            } else if (run.isTable()) {
                for (var line : new DescriptionText(run.style(), run.now()).lines(description)) {
                    run.print(line);
                }
            } else {
                run.print(description.app().name().value());
            }
            return Exit.OK;
        }
    }
}
