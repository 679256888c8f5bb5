package daruma.cli.command;

import daruma.cli.syntax.Option;
import daruma.cli.syntax.Options;
import daruma.cli.syntax.Syntax;
import daruma.cli.terminal.Ages;
import daruma.cli.terminal.Cell;
import daruma.cli.terminal.Column;
import daruma.cli.terminal.Failure;
import daruma.cli.terminal.Style;
import daruma.control.Exit;
import daruma.control.json.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Lets an app fall on purpose, in every way asked for, and tells how long it took to get up again. */
final class DrillCommand implements Command {
    private static final Option ONLY =
            Option.valued("FAULTS", "Only these, such as crash,daemon; default: all but full.", "--only");
    /** Long enough for a slow program to start again after a hang was noticed. */
    private static final Duration LIMIT = Duration.ofSeconds(90);

    @Override
    public Syntax syntax() {
        return Syntax.of("drill", "Lets an app fall on purpose, and tells how long it took to get up again.")
                .operands("APP", 1, 1)
                .example("daruma drill web", "crash, stop, freeze, slow, and the end of the daemon, one after another")
                .example("daruma drill web --only crash,daemon", "two of them")
                .group("Which", ONLY)
                .group("Result", Options.YES, Options.TIMEOUT, Options.OUTPUT)
                .note(
                        "The app must be ready, and is disturbed: requests that are under way can fail. Faults: crash (it is"
                                + " killed), stop (it is restarted, and must end by itself in time), freeze (it stands still and"
                                + " must be noticed), slow (its health checks are answered late, which must be noticed), daemon"
                                + " (the daemon is killed; the app must not notice), full (more is written into its output than"
                                + " its spool holds, while nobody reads; leaves that in its log, and is made only if it is asked"
                                + " for). --timeout is for each; default 90s. Exits with 1 if one is not passed.")
                .build();
    }

    @Override
    public int run(Run run) {
        var faults = faults(run);
        var app = run.given().operands().getFirst();
        var drills = new Drills(run, app, run.timeout().orElse(LIMIT));
        drills.requireReady();
        if (!Confirmation.given(run, "Let \"" + app + "\" fall " + faults.size() + " times on purpose")) {
            return Exit.FAILED;
        }
        var results = new ArrayList<Drills.Result>();
        for (var fault : faults) {
            run.say(run.talkStyle().paint(Style.Tone.DIM, fault.word() + ": " + fault.says()));
            results.add(drills.rehearse(fault));
        }
        show(run, results);
        return results.stream().anyMatch(it -> it.verdict() == Drills.Verdict.FAILED) ? Exit.FAILED : Exit.OK;
    }

    private static List<Drills.Fault> faults(Run run) {
        var asked = run.given().value(ONLY);
        if (asked.isEmpty()) {
            return Stream.of(Drills.Fault.values())
                    .filter(fault -> fault != Drills.Fault.FULL)
                    .toList();
        }
        var faults = new ArrayList<Drills.Fault>();
        for (var word : asked.get().split(",", -1)) {
            faults.add(Drills.Fault.of(word.strip())
                    .orElseThrow(() -> new Failure(
                            Exit.USAGE,
                            "there is no fault \"" + word.strip() + "\": use "
                                    + Stream.of(Drills.Fault.values())
                                            .map(Drills.Fault::word)
                                            .collect(Collectors.joining(", ")))));
        }
        return faults;
    }

    private static void show(Run run, List<Drills.Result> results) {
        if (run.forScripts()) {
            run.printJson(new Json.Arr(results.stream().map(DrillCommand::json).toList()));
            return;
        }
        run.printTable(
                List.of(
                        Column.<Drills.Result>of(
                                "DRILL", 0, it -> Cell.of(it.fault().word())),
                        Column.<Drills.Result>of("RESULT", 0, DrillCommand::verdict),
                        Column.<Drills.Result>of(
                                "TOOK",
                                0,
                                it -> it.took()
                                        .map(took -> Cell.of(Ages.took(took)))
                                        .orElse(Cell.NONE)),
                        Column.<Drills.Result>of("WHAT HAPPENED", 1, it -> Cell.of(it.story()))
                                .shortened()),
                results,
                true);
    }

    private static Cell verdict(Drills.Result result) {
        return switch (result.verdict()) {
            case PASSED -> Cell.of("passed", Style.Tone.GOOD);
            case FAILED -> Cell.of("FAILED", Style.Tone.BAD);
            case SKIPPED -> Cell.of("skipped", Style.Tone.DIM);
        };
    }

    private static Json json(Drills.Result result) {
        return Json.object()
                .put("drill", result.fault().word())
                .put("result", result.verdict().name().toLowerCase(java.util.Locale.ROOT))
                .put("tookMs", result.took().map(it -> Json.of(it.toMillis())).orElse(new Json.Null()))
                .put("story", result.story())
                .build();
    }
}
