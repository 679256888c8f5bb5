package daruma.cli.command;

import daruma.cli.render.StatusText;
import daruma.cli.syntax.Options;
import daruma.cli.syntax.Syntax;
import daruma.cli.terminal.Ages;
import daruma.cli.terminal.Style;
import daruma.cli.terminal.Times;
import daruma.control.Answer;
import daruma.control.Exit;
import daruma.control.Request;
import daruma.control.codec.ScriptJson;
import daruma.control.json.Json;

/** Tells why an app is as it is: what happened, which rule applied, what was decided. */
final class WhyCommand implements Command {
    @Override
    public Syntax syntax() {
        return Syntax.of("why", "Tells why an app is as it is: cause, rule, decision, each with its time.")
                .operands("APP", 1, 1)
                .example("daruma why web", "the story of its present state")
                .example("daruma why web/0", "of one instance")
                .group("What is shown", Options.OUTPUT)
                .build();
    }

    @Override
    public int run(Run run) {
        try (var client = run.daemon()) {
            Answer.Story story =
                    run.ask(client, new Request.Why(run.given().operands().getFirst()));
            if (run.forScripts()) {
                var json = Json.object();
                ScriptJson.app(story.app()).members().forEach(json::put);
                run.printJson(
                        json.put("events", story.events(), ScriptJson::event).build());
                return Exit.OK;
            }
            var style = run.style();
            var app = story.app();
            var tone = StatusText.tone(app.status());
            run.print(style.paint(Style.Tone.BOLD, app.name().value()) + " is "
                    + style.paint(tone, StatusText.of(app.status())) + ", " + app.ready() + "/"
                    + app.desired().present().size() + " ready");
            for (var event : story.events()) {
                run.print("");
                run.print(Times.iso(event.at()) + "  " + event.object() + "  " + event.message() + "  "
                        + style.paint(Style.Tone.DIM, "(" + Ages.between(event.at(), run.now()) + " ago)"));
                part(run, "cause", event.cause());
                part(run, "rule", event.rule());
                part(run, "decision", event.decision());
            }
            if (story.events().isEmpty()) {
                run.print("Nothing is remembered that led to it. See: daruma events " + app.name());
            }
            return Exit.OK;
        }
    }

    private static void part(Run run, String name, String text) {
        if (!text.isEmpty()) {
            run.print("  " + name + " ".repeat(10 - name.length()) + text);
        }
    }
}
