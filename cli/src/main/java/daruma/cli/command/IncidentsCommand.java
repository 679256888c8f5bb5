package daruma.cli.command;

import daruma.cli.render.IncidentText;
import daruma.cli.syntax.Options;
import daruma.cli.syntax.Syntax;
import daruma.cli.terminal.Failure;
import daruma.control.Answer;
import daruma.control.Exit;
import daruma.control.Request;
import daruma.control.codec.ScriptJson;
import daruma.control.json.Json;
import daruma.model.Incident;
import java.util.List;

/** Lists failures, each however often it happened as one; and shows what was gathered of one. */
final class IncidentsCommand implements Command {
    @Override
    public Syntax syntax() {
        return Syntax.of("incidents", "Lists failures, the same one once however often it happened, or shows one.")
                .operands("[APP...] | show NUMBER", 0, 1_000)
                .example("daruma incidents", "all that are kept, the last one first")
                .example("daruma incidents web", "of one app")
                .example("daruma incidents show 12", "what was gathered: log, threads, memory, limits, …")
                .example("daruma incidents -o json", "for scripts")
                .group("What is shown", Options.OUTPUT, Options.QUIET)
                .note(
                        "The first and the latest occurrence of each are kept. \"daruma why APP\" tells what was decided.")
                .build();
    }

    @Override
    public int run(Run run) {
        var words = run.given().operands();
        if (!words.isEmpty() && words.getFirst().equals("show")) {
            return show(run, words);
        }
        Answer.IncidentList list;
        try (var client = run.daemon()) {
            list = run.ask(client, new Request.Incidents());
        }
        var shown = list.incidents().stream()
                .filter(incident -> words.isEmpty()
                        || words.contains("all")
                        || words.contains(incident.app().value()))
                .toList();
        if (run.forScripts()) {
            run.printJson(
                    new Json.Arr(shown.stream().<Json>map(ScriptJson::incident).toList()));
        } else if (!shown.isEmpty()) {
            run.printRows(shown, IncidentText.columns(run.now()), Incident::number);
        }
        if (shown.isEmpty()) {
            run.say(words.isEmpty() ? "no incidents" : "no incidents of " + String.join(", ", words));
        }
        return Exit.OK;
    }

    private static int show(Run run, List<String> words) {
        if (words.size() != 2) {
            throw new Failure(
                    Exit.USAGE, "\"daruma incidents show\" needs one number; for example: daruma incidents show 12");
        }
        Answer.IncidentShown shown;
        try (var client = run.daemon()) {
            shown = run.ask(client, new Request.ShowIncident(number(words.get(1))));
        }
        if (run.forScripts()) {
            run.printJson(ScriptJson.incident(shown.report()));
        } else {
            new IncidentText(run.style(), run.now()).lines(shown.report()).forEach(run::print);
        }
        return Exit.OK;
    }

    private static long number(String text) {
        try {
            return Long.parseLong(text.startsWith("#") ? text.substring(1) : text);
        } catch (NumberFormatException _) {
            throw new Failure(
                    Exit.USAGE,
                    "\"" + text
                            + "\" is not the number of an incident: use one of those that \"daruma incidents\" lists");
        }
    }
}
