package daruma.cli.command;

import daruma.cli.render.ForecastText;
import daruma.cli.syntax.Option;
import daruma.cli.syntax.Options;
import daruma.cli.syntax.Syntax;
import daruma.cli.terminal.Failure;
import daruma.control.Answer;
import daruma.control.ControlClient;
import daruma.control.Exit;
import daruma.control.Request;
import daruma.control.codec.ScriptJson;
import daruma.control.json.Json;
import daruma.manifest.program.Guess;
import daruma.manifest.program.Programs;
import daruma.manifest.program.Wanted;
import daruma.model.AppName;
import daruma.model.AppSpec;
import daruma.model.Forecast;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Shows what the restart policy would do about a program that dies again and again, and what contradicts itself. */
final class SimulateCommand implements Command {
    private static final Option CRASH_EVERY = Option.valued(
            "TIME", "It dies at this age, each time; without it only contradictions are told.", "--crash-every");
    private static final Option READY_AFTER =
            Option.valued("TIME", "It is ready at this age; default 500ms, after its death: never.", "--ready-after");
    private static final Option EXIT_CODE =
            Option.valued("CODE", "It dies with this exit code; default 1.", "--exit-code");
    private static final Option FOR = Option.valued("TIME", "How much time is looked at; default 10m.", "--for");
    private static final Option SEED =
            Option.valued("N", "Chance by which waits vary; the same seed, the same result; default 1.", "--seed");
    private static final Option ALL = Option.flag("Every step, however many there are.", "--all");

    @Override
    public Syntax syntax() {
        return Syntax.of(
                        "simulate",
                        "Shows what would happen if a program died again and again, without starting anything.")
                .operands("APP|FILE...", 1, 100)
                .example("daruma simulate web --crash-every 3s", "the restarts, waits and verdicts of ten minutes")
                .example("daruma simulate daruma.yaml", "settings that contradict each other")
                .example("daruma simulate web --crash-every 90s --for 1d", "a slow leak, over a day")
                .group("What happens", CRASH_EVERY, READY_AFTER, EXIT_CODE)
                .group("What is looked at", FOR, SEED, ALL, Options.OUTPUT)
                .note("The decisions are the daemon's own. Exit status 1 if settings contradict each other.")
                .build();
    }

    @Override
    public int run(Run run) {
        var fall = fall(run);
        var span = run.duration(FOR, false).orElse(Duration.ofMinutes(10));
        var seed = run.number(SEED, 0, Integer.MAX_VALUE).orElse(1);
        Answer.Forecasts forecasts;
        try (var client = run.daemon()) {
            var apps = apps(run, client);
            forecasts = run.ask(client, new Request.Simulate(apps, fall, span, seed));
        }
        if (run.forScripts()) {
            run.printJson(new Json.Arr(forecasts.forecasts().stream()
                    .<Json>map(ScriptJson::forecast)
                    .toList()));
        } else {
            new ForecastText(run.style(), run.given().has(ALL))
                    .lines(forecasts.forecasts(), fall, span, seed)
                    .forEach(run::print);
        }
        var sound = forecasts.forecasts().stream().map(Forecast::contradictions).allMatch(List::isEmpty);
        return sound ? Exit.OK : Exit.FAILED;
    }

    private static Optional<Request.Simulate.Fall> fall(Run run) {
        var every = run.duration(CRASH_EVERY, false);
        if (every.isEmpty()) {
            for (var option : List.of(READY_AFTER, EXIT_CODE)) {
                if (run.given().has(option)) {
                    throw new Failure(Exit.USAGE, option.name() + " goes with --crash-every");
                }
            }
            return Optional.empty();
        }
        if (!every.get().isPositive()) {
            throw new Failure(Exit.USAGE, "--crash-every is 0s: use more than nothing, such as 3s");
        }
        return Optional.of(new Request.Simulate.Fall(
                every.get(),
                run.duration(READY_AFTER, false).orElse(Duration.ofMillis(500)),
                run.number(EXIT_CODE, 0, 255).orElse(1)));
    }

    private static List<AppSpec> apps(Run run, ControlClient client) {
        var apps = new ArrayList<AppSpec>();
        var directory = run.outside().directory();
        for (var word : run.given().operands()) {
            if (!Files.exists(directory.resolve(word))) {
                Answer.Description described = run.ask(client, new Request.Describe(word, 0));
                apps.add(described.app().desired().spec());
                continue;
            }
            var wanted = new Wanted(word, List.of(), Optional.empty(), List.of(), Optional.empty());
            switch (new Programs(directory, run.outside().env()).guess(wanted)) {
                case Guess.Manifest(var file) -> apps.addAll(ManifestFile.read(run, file));
                case Guess.Program program -> apps.add(AppSpec.of(new AppName(program.name()), program.command()));
                case Guess.Nothing nothing ->
                    throw new Failure(
                            Exit.BAD_CONFIGURATION,
                            "cannot simulate \"" + word + "\": " + nothing.why() + ". " + nothing.next());
            }
        }
        return apps;
    }
}
