package daruma.cli.command;

import daruma.cli.syntax.Option;
import daruma.cli.syntax.Options;
import daruma.cli.syntax.Syntax;
import daruma.control.Answer;
import daruma.control.Exit;
import daruma.control.Request;
import daruma.control.json.Json;
import java.util.TreeMap;

/** Shows the environment of an app. */
final class EnvCommand implements Command {
    private static final Option REVEAL = Option.flag("Shows the values of secrets too.", "--reveal");

    @Override
    public Syntax syntax() {
        return Syntax.of("env", "Shows the environment that an app has, or would be given.")
                .operands("APP", 1, 1)
                .example("daruma env web", "values that look like secrets are masked")
                .example("daruma env web/0 --reveal", "all values, of one instance")
                .group("What is shown", REVEAL, Options.OUTPUT)
                .build();
    }

    @Override
    public int run(Run run) {
        try (var client = run.daemon()) {
            Answer.Environment env = run.ask(
                    client,
                    new Request.Env(
                            run.given().operands().getFirst(), run.given().has(REVEAL)));
            if (run.forScripts()) {
                run.printJson(Json.strings(env.variables()));
            } else {
                new TreeMap<>(env.variables()).forEach((name, value) -> run.print(name + "=" + value));
            }
            if (!env.masked().isEmpty()) {
                run.say(env.masked().size() + " values are masked; --reveal shows them");
            }
            return Exit.OK;
        }
    }
}
